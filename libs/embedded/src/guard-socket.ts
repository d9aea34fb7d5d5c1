import type { Socket } from 'node:net';
import { MqttFrameGuard } from '@bakeloop/runtime';

/** Puts the guard between a socket and whoever reads it; a refused packet ends the connection. */
export function guardSocket(socket: Socket, limitBytes: () => number, onRefused: () => void): void {
  const guard = new MqttFrameGuard(limitBytes);
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  socket.read = (size?: number): Buffer | null => {
    const bytes = read(size);
    if (bytes === null || guard.accept(bytes)) return bytes;
    onRefused();
    socket.destroy();
    return null;
  };
}
