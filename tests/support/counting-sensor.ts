import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './cleanup.js';

/** A sensor that counts how often it was read: what arrived shows at once what is missing and what came twice. */
export async function countingSensor(): Promise<{ url: string; readonly count: number }> {
  let count = 0;
  const server = createServer((_request, response) => void response.end(String(++count))).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get count() {
      return count;
    },
  };
}
