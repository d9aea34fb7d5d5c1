/**
 * Makes certificates to try TLS out with, by the openssl of this machine:
 *   node infra/certificates/make.mjs <folder> [--host <name>] [kitchen id ...]
 * writes ca, broker and each kitchen as `.crt` and `.key` there. The broker's is for localhost and 127.0.0.1, or for the name
 * that is given. A kitchen's common name is its id: Mosquitto takes it for the user name. Run again it keeps the authority
 * that is there and makes the others anew. For development: whoever has ca.key can make a kitchen of any name.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const DAYS = '365';
const given = process.argv.slice(2);
const hostAt = given.indexOf('--host');
const host = hostAt < 0 ? undefined : given.splice(hostAt, 2)[1];
const [target, ...kitchens] = given;
/** Names of files here, and of users of the platform, whom a certificate of the name would be. */
const reserved = ['admin', 'platform', 'platform-canary', 'ca', 'broker'];
const isKitchen = (id) => /^(?=.{3,32}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(id) && !reserved.includes(id);
if (target === undefined || !kitchens.every(isKitchen)) {
  process.stderr.write(
    `Name a folder, and ids of kitchens (none of ${reserved.join(', ')}): node infra/certificates/make.mjs certificates ke-nbo-01\n`,
  );
  process.exit(64);
}
const folder = resolve(target);
mkdirSync(folder, { recursive: true });
const path = (name) => join(folder, name);

function openssl(...args) {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}

function key(name) {
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  chmodSync(path(`${name}.key`), 0o600);
}

/** A certificate of our authority, with these extensions of X.509. */
function certificate(name, commonName, extensions) {
  key(name);
  openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${commonName}`, '-out', `${name}.csr`);
  writeFileSync(path(`${name}.ext`), `${extensions.join('\n')}\n`);
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
  openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-days', DAYS, '-sha256', '-out', `${name}.crt`);
  for (const scrap of ['csr', 'ext']) rmSync(path(`${name}.${scrap}`));
}

if (!existsSync(path('ca.key'))) {
  key('ca');
  const self = ['-x509', '-new', '-key', 'ca.key', '-days', DAYS, '-sha256', '-out', 'ca.crt'];
  openssl('req', ...self, '-subj', '/CN=Bakeloop development authority');
}
const leaf = ['basicConstraints = critical, CA:FALSE', 'keyUsage = critical, digitalSignature'];
const names = host === undefined ? 'DNS:localhost, IP:127.0.0.1' : `DNS:${host}`;
certificate('broker', host ?? 'localhost', [
  ...leaf,
  'extendedKeyUsage = serverAuth',
  `subjectAltName = ${names}`,
]);
for (const id of kitchens) certificate(id, id, [...leaf, 'extendedKeyUsage = clientAuth']);
process.stdout.write(`${['ca', 'broker', ...kitchens].map((name) => path(`${name}.crt`)).join('\n')}\n`);
