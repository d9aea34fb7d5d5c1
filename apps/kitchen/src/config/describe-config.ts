import { planRequests } from '../drivers/modbus/requests.js';
import { bySampling } from '../drivers/poll.js';
import type { KitchenConfig } from './read-config.js';
import type { DriverConfig } from './schema.js';

/** What a configuration means, for a person to read before anything is started. Secrets stay out of it. */
export function describeConfig(config: KitchenConfig): string {
  const { kitchen, broker, outbox, machines, drivers } = config;
  const channels = drivers.reduce((sum, driver) => sum + driver.channels.length, 0);
  const as = broker.username === undefined ? 'without a user name' : `as ${broker.username}`;
  return [
    `Kitchen ${kitchen.id}${kitchen.name ? `, ${kitchen.name}` : ''}: ${counted(machines.length, 'machine')}, ${counted(channels, 'channel')} from ${counted(drivers.length, 'driver')}`,
    `Reports to ${withoutPassword(broker.url)} ${as}, ${proofOf(broker)}`,
    `Keeps up to ${Math.round(outbox.maxBytes / 1e6)} MB in ${outbox.folder}`,
    ...drivers.flatMap((driver) => ['', `${driver.name}: ${placeOf(driver)}`, ...channelLines(driver)]),
    '',
  ].join('\n');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function proofOf({ password, tls }: KitchenConfig['broker']): string {
  if (tls?.cert) return 'with a certificate';
  return password === undefined ? 'no password' : 'with a password';
}

/** A URL may carry a password. */
function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '…';
  return decodeURIComponent(shown.href);
}

function placeOf(driver: DriverConfig): string {
  switch (driver.type) {
    case 'modbus-tcp':
      return `Modbus TCP at ${driver.host}:${driver.port}, ${requestsOf(driver)}`;
    case 'modbus-rtu':
      return `Modbus RTU on ${driver.path} at ${driver.baudRate} baud, ${requestsOf(driver)}`;
    case 'scale':
      return `scale on ${driver.path} at ${driver.baudRate} baud, ${driver.protocol}${driver.ask ? ', asked' : ''}`;
    case 'mqtt-in':
      return `topics of ${withoutPassword(driver.url)}`;
    case 'http':
      return withoutPassword(driver.url);
    case 'simulated':
      return `simulated sensors of ${driver.kitchen}`;
  }
}

function requestsOf(driver: Extract<DriverConfig, { unitId: number }>): string {
  const requests = bySampling(driver.channels).flatMap(({ channels }) => planRequests(channels, driver));
  return `${counted(requests.length, 'request')} a round`;
}

function channelLines(driver: DriverConfig): string[] {
  const width = Math.max(...driver.channels.map(({ name }) => name.length));
  return driver.channels.map((channel) => {
    const { name, unit, kind, sampleSeconds, reportSeconds, heartbeatSeconds, deadband } = channel;
    const change = deadband === 0 ? 'any change' : `changes above ${deadband} ${unit}`;
    return `  ${name.padEnd(width)}  ${unit.padEnd(4)} ${kind.padEnd(7)}  every ${sampleSeconds} s; ${change} within ${reportSeconds} s, else every ${heartbeatSeconds} s`;
  });
}
