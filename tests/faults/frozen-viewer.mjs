/** A viewer as a process of its own, that can be stopped: `node frozen-viewer.mjs URL ROOM COOKIE`. Says "watching" when it does. */
import { io } from 'socket.io-client';

const [url, room, cookie] = process.argv.slice(2);
const socket = io(url, { path: '/live', transports: ['websocket'], extraHeaders: { cookie } });
const answer = await socket.timeout(20_000).emitWithAck('watch', room);
process.stdout.write(answer.ok ? 'watching\n' : `${answer.reason}\n`);
