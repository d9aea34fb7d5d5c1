/**
 * Many viewers on a thread of their own: WebSockets that speak as much of Engine.IO 4 and Socket.IO 5 as a viewer needs, and
 * read no more of what comes than they have to. Given `{ url, origin, groups: [{ room, count, cookie }], samples }`; says
 * `ready` when all watch, and to `report` what came since it was asked last.
 */
import { parentPort, workerData } from 'node:worker_threads';
import WebSocket from 'ws';

const { url, groups, samples } = workerData;
/** Opened at once: a server that is asked by all at the same moment would refuse some. */
const AT_ONCE = 50;
const address = `${url.replace(/^http/, 'ws')}/live/?EIO=4&transport=websocket`;

let messages = 0;
let bytes = 0;
let closed = 0;
/** Of the sampled viewers: what came, and when. */
let seen = [];

function watch({ room, cookie }, isSampled) {
  const asking = `420${JSON.stringify(['watch', room])}`;
  return new Promise((done, failed) => {
    const socket = new WebSocket(address, {
      headers: { ...(cookie ? { cookie } : {}) },
      perMessageDeflate: false,
    });
    socket.on('error', failed);
    socket.on('close', () => closed++);
    socket.on('message', (data) => {
      const [kind, sub] = [data[0], data[1]];
      // Open, ping, and of a message: connected, answer, event.
      if (kind === 0x30) socket.send('40');
      else if (kind === 0x32) socket.send('3');
      else if (sub === 0x30) socket.send(asking);
      else if (sub === 0x33) {
        const [answer] = JSON.parse(data.toString().slice(3));
        // Asked again soon, as a page does.
        if (answer.ok) done();
        else setTimeout(() => socket.send(asking), 500);
      } else if (sub === 0x32) {
        messages++;
        bytes += data.length;
        if (isSampled) seen.push([data.toString(), Date.now()]);
      }
    });
  });
}

parentPort.on('message', () => {
  parentPort.postMessage({ messages, bytes, closed, seen });
  [messages, bytes, seen] = [0, 0, []];
});

const wanted = groups.flatMap((group) =>
  Array.from({ length: group.count }, (_, index) => [group, group.sampled === true && index < samples]),
);
for (let from = 0; from < wanted.length; from += AT_ONCE)
  await Promise.all(wanted.slice(from, from + AT_ONCE).map(([group, isSampled]) => watch(group, isSampled)));
parentPort.postMessage('ready');
