import type { ClientToServerEvents, ServerToClientEvents } from '@bakeloop/contracts';
import { io, type Socket } from 'socket.io-client';
import { atEnd } from './cleanup.js';
import { sessionCookie } from './signed-in.js';
import { COUNTING_CHANNEL, WATCHED_KITCHEN } from './steady-load.js';

export type LiveClient = Socket<ServerToClientEvents, ClientToServerEvents>;

/** A viewer of the counting channel over WebSocket: what it saw and when, ms. */
export async function watchCounting(url: string): Promise<{ socket: LiveClient; seen: [number, number][] }> {
  const socket: LiveClient = io(url, {
    path: '/live',
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { cookie: await sessionCookie(url) },
  });
  atEnd(async () => void socket.disconnect());
  const seen: [number, number][] = [];
  socket.on('delta', (_room, delta) => {
    const atMs = Date.now();
    if (!('readings' in delta)) return;
    for (const { channel, value } of delta.readings)
      if (channel === COUNTING_CHANNEL) seen.push([value, atMs]);
  });
  const answer = await socket.timeout(20_000).emitWithAck('watch', `kitchen:${WATCHED_KITCHEN}`);
  if (!answer.ok) throw new Error(answer.reason);
  return { socket, seen };
}
