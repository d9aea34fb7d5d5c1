import { createServer } from 'node:net';
import { UserError } from './user-error.js';

/** @throws UserError that names the setting when the address cannot be listened on */
export async function requireFreePort(
  host: string,
  port: number,
  setting: string,
  what: string,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? `Port ${port} on ${host} is in use, and ${what} needs it. Is Bakeloop running already? Otherwise choose another: ${setting}=${port + 1} npm start`
          : error.code === 'EACCES'
            ? `Port ${port} needs rights that this user does not have. Choose one above 1023: ${setting}=${port + 7000} npm start`
            : error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND'
              ? `This machine has no address ${host}. Check HOST (127.0.0.1 for this machine only, 0.0.0.0 for the network).`
              : `${what} cannot listen on ${host}:${port}: ${error.message}`;
      reject(new UserError(reason));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
