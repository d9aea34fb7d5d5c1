import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { atEnd } from './cleanup.js';
import { eventually } from './eventually.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

interface Ends {
  proxy: TcpProxy;
  client: Socket;
  /** What the server has read, a chunk at a time. It sends everything back. */
  heard: Buffer[];
  back: () => string;
  /** A further connection by way of the proxy. */
  dial: () => Promise<Socket>;
}

async function throughProxy(random: () => number = () => 0.5): Promise<Ends> {
  const heard: Buffer[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      heard.push(chunk);
      socket.write(chunk);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => void server.close());
  const proxy = await startTcpProxy(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, random);
  const dial = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1').setNoDelay(true);
    atEnd(async () => void socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  const client = await dial();
  let said = '';
  client.on('data', (chunk: Buffer) => (said += chunk.toString()));
  client.on('error', () => undefined);
  return { proxy, client, heard, back: () => said, dial };
}

it('carries both ways, counts, and passes on that one end has closed', async () => {
  const { proxy, client, back } = await throughProxy();
  client.write('hello');
  await eventually(() => expect(back()).toBe('hello'));
  expect(proxy.carried).toEqual({ toServer: 5, toClient: 5 });
  client.end();
  await once(client, 'close');
  expect(proxy.connections).toBe(1);
});

it('delays each way, in order', async () => {
  const { proxy, client, back } = await throughProxy();
  proxy.latency(60, 20);
  const beganMs = performance.now();
  for (const piece of ['a', 'b', 'c']) client.write(piece);
  await eventually(() => expect(back()).toBe('abc'));
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(2 * 70 - 1);
});

it('carries no more than the bandwidth, and holds its sender back', async () => {
  const { proxy, client, heard } = await throughProxy();
  proxy.bandwidth(100_000);
  const beganMs = performance.now();
  client.write(Buffer.alloc(30_000));
  const bytes = (): number => heard.reduce((sum, chunk) => sum + chunk.length, 0);
  await eventually(() => expect(bytes()).toBe(30_000));
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(299);
  expect(heard.length).toBeGreaterThan(15);
});

it('has what is lost arrive after a retransmission time-out, and all that is behind it too', async () => {
  // Of three packets the second is lost, and nothing on the way back.
  const rolls = [0.9, 0.9, 0.01];
  const { proxy, client, heard } = await throughProxy(() => rolls.shift() ?? 0.9);
  proxy.loss(0.05);
  const beganMs = performance.now();
  client.write(Buffer.alloc(3 * 1_400));
  const bytes = (): number => heard.reduce((sum, chunk) => sum + chunk.length, 0);
  await eventually(() => expect(bytes()).toBe(1_400));
  expect(performance.now() - beganMs).toBeLessThan(500);
  await eventually(() => expect(bytes()).toBe(3 * 1_400));
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(999);
});

it('slices', async () => {
  const { proxy, client, heard, back } = await throughProxy();
  proxy.slice(1);
  client.write('in single letters');
  await eventually(() => expect(back()).toBe('in single letters'));
  expect(heard.length).toBeGreaterThan(8);
});

it('cuts what is open, and while it is down also what is new', async () => {
  const { proxy, client, dial } = await throughProxy();
  proxy.cut();
  const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  proxy.down(true);
  // Reset at once: whether before or after the client has seen that it is connected is a matter of luck.
  await expect(dial().then((socket) => once(socket, 'close'))).rejects.toThrow('ECONNRESET');
  proxy.down(false);
  const again = await dial();
  again.write('x');
  await once(again, 'data');
});

it('carries nothing one way on a connection that is half open, and stays open', async () => {
  const { proxy, client, heard, back } = await throughProxy();
  client.write('1');
  await eventually(() => expect(back()).toBe('1'));
  proxy.halfOpen('toClient');
  client.write('2');
  await eventually(() => expect(Buffer.concat(heard).toString()).toBe('12'));
  expect(back()).toBe('1');
  expect(client.destroyed).toBe(false);
});

it('drops the next connection after so many bytes', async () => {
  const { proxy, heard, dial } = await throughProxy();
  proxy.dropAfter(3);
  const socket = await dial();
  socket.write('12345');
  await expect(once(socket, 'close')).rejects.toThrow('ECONNRESET');
  await eventually(() => expect(Buffer.concat(heard).toString()).toBe('123'));
});
