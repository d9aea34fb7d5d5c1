import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** For programs that connect to something by an address in a setting: `loadEnv` holds these to it. */
export const linesEnv = {
  PLAIN_LINES: z
    .string()
    .optional()
    .describe(
      'hosts that are spoken to without TLS, or without looking at their certificate, since nobody else is on the network between; joined by commas',
    ),
};

/** Settings that are such addresses, and what to write in place of a plain one. */
const ADDRESSES: Readonly<Record<string, string>> = {
  DATABASE_URL: 'append ?sslmode=verify-full (with &sslrootcert=<file> for an authority of your own)',
  MQTT_URL: 'write mqtts:// or wss://',
  SMTP_URL: 'write smtps://, or append ?requireTLS=true',
  EMQX_API_URL: 'write https://',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'write https://',
};

const ENCRYPTED = ['mqtts:', 'wss:', 'https:'];

/**
 * The host beyond this machine that an address reaches without TLS, or without looking at its certificate; null where there is
 * none. Of PostgreSQL only `sslmode=verify-full` counts: what the others mean differs between its clients.
 */
export function plainHost(address: string): string | null {
  // As the client of PostgreSQL reads one without a host.
  const whole = URL.canParse(address) ? address : address.replace('@/', '@localhost/');
  if (!URL.canParse(whole)) return null;
  const { protocol, hostname, searchParams } = new URL(whole);
  const said = Object.fromEntries(searchParams);
  const isPostgres = /^postgres(ql)?:$/.test(protocol);
  const named = decodeURIComponent((isPostgres ? said['host'] : undefined) || hostname);
  const host = named.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (isThisMachine(host) || ENCRYPTED.includes(protocol)) return null;
  const isVerified = isPostgres
    ? said['sslmode'] === 'verify-full'
    : /^smtps?:$/.test(protocol) &&
      said['tls.rejectUnauthorized'] !== 'false' &&
      (protocol === 'smtps:' || said['requireTLS'] === 'true');
  return isVerified ? null : host;
}

/** Settings for a program that is to reach this address although it is plain, beside what it was told already. */
export function trusting(address: string, said: string | undefined): { PLAIN_LINES?: string } {
  const host = plainHost(address);
  return host === null ? {} : { PLAIN_LINES: said === undefined ? host : `${said},${host}` };
}

/** Loopback, or a socket in the file system. */
function isThisMachine(host: string): boolean {
  return (
    host === '' ||
    host.startsWith('/') ||
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '::1' ||
    (isIPv4(host) && host.startsWith('127.'))
  );
}

/** What is wrong with the lines of a program that has `linesEnv` among its settings, one line each. */
export function plainLineFaults(
  settings: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const said = settings['PLAIN_LINES'];
  const trusted = (typeof said === 'string' ? said : '').split(',').map((host) => host.trim().toLowerCase());
  const faults = Object.entries(ADDRESSES).flatMap(([name, instead]) => {
    const address = settings[name];
    const host = typeof address === 'string' ? plainHost(address) : null;
    return host === null || trusted.includes(host)
      ? []
      : [
          `  ${name}: the line to ${host} is not encrypted, or its certificate is not looked at: ${instead}. Where nobody else is on the network between, PLAIN_LINES=${host} says so.`,
        ];
  });
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    faults.push(
      '  NODE_TLS_REJECT_UNAUTHORIZED: with 0 no certificate is looked at. Unset it; NODE_EXTRA_CA_CERTS names an authority of your own.',
    );
  return faults;
}
