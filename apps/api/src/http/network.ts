import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { ExpressAdapter } from '@nestjs/platform-express';
import type { Express, Request } from 'express';

/** Of an IPv6 address the part that one line has: it may use as many of the rest as it likes. */
const GROUPS_OF_A_LINE = 4;
const GROUPS = 8;

/**
 * What counts as one place when requests are counted: an IPv4 address, or the first 64 bits of an IPv6 one. Otherwise
 * whoever has IPv6 at home could ask from another address each time.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [before = '', after] = address.replace(/%.*$/, '').split('::');
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const zeros = after === undefined ? 0 : Math.max(0, GROUPS - head.length - tail.length);
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, GROUPS_OF_A_LINE);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Where a handshake came from, past the proxies that are believed: as Express says it of a request. */
export function addressOf(adapter: ExpressAdapter, { headers, socket }: IncomingMessage): string {
  const express = adapter.getInstance<Express>();
  return (Object.assign(Object.create(express.request), { headers, socket }) as Request).ip ?? '';
}
