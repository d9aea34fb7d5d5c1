/** The MQTT topics of the kitchen contract (section 1) and who may use which (T1). */

import { KITCHEN_ID } from '@bakeloop/domain';

export { KITCHEN_ID };

/**
 * Reserved: the platform sends a pack a minute under this id, to see whether its own line works. It is no kitchen: no list,
 * map or figure shows it, and nothing but readings is taken under it.
 */
export const CANARY_ID = 'platform-canary';
export const CANARY_CHANNEL = 'canary/sent';

export const UP_STREAMS = ['birth', 'status', 'telemetry', 'events', 'results'] as const;
export const DOWN_STREAMS = ['ack', 'commands'] as const;
/** Streams of packs that are acknowledged, each counted by itself (P1, P2). */
export const TRACKED_STREAMS = ['telemetry', 'events', 'results'] as const;
export type UpStream = (typeof UP_STREAMS)[number];
export type DownStream = (typeof DOWN_STREAMS)[number];
export type TrackedStream = (typeof TRACKED_STREAMS)[number];

/** Whether packs of a stream are counted and acknowledged (P1, P2); the others are not packs. */
export const isTracked = (stream: string | undefined): stream is TrackedStream =>
  TRACKED_STREAMS.some((one) => one === stream);

const ROOT = 'kitchens/v1';

export const topics = {
  of: (kitchenId: string, stream: UpStream | DownStream): string => `${ROOT}/${kitchenId}/${stream}`,
  all: (stream: UpStream): string => `${ROOT}/+/${stream}`,
  /** Inside the platform: what a commit changed, for every API replica. */
  changes: (kitchenId: string): string => `platform/v1/changes/${kitchenId}`,
  allChanges: 'platform/v1/changes/+',
} as const;

/** @returns the kitchen and stream of an upward topic, or null when the topic is not one of the contract. */
export function parseUpTopic(topic: string): { kitchenId: string; stream: UpStream } | null {
  const parts = topic.split('/');
  const [root, version, kitchenId, stream] = parts;
  if (parts.length !== 4 || `${root}/${version}` !== ROOT || !kitchenId || !KITCHEN_ID.test(kitchenId))
    return null;
  const known = UP_STREAMS.find((name) => name === stream);
  return known ? { kitchenId, stream: known } : null;
}

/** Who speaks on a broker connection. An anonymous client is a kitchen that has not said which. */
export type BrokerUser = { kind: 'platform' } | { kind: 'kitchen'; id: string } | { kind: 'anonymous' };

function ownKitchen(user: BrokerUser, kitchenId: string | undefined): boolean {
  if (kitchenId === undefined || kitchenId === CANARY_ID || !KITCHEN_ID.test(kitchenId)) return false;
  return user.kind === 'anonymous' || (user.kind === 'kitchen' && user.id === kitchenId);
}

/** T1: a kitchen publishes only its own upward topics; acknowledgements and commands come from the platform alone. */
export function mayPublish(user: BrokerUser, topic: string): boolean {
  if (/[+#\0]/.test(topic) || topic.startsWith('$')) return false;
  if (user.kind === 'platform') return true;
  const parsed = parseUpTopic(topic);
  return parsed !== null && ownKitchen(user, parsed.kitchenId);
}

/** T1: a kitchen subscribes only below its own id, without a wildcard in the id. */
export function maySubscribe(user: BrokerUser, filter: string): boolean {
  if (filter.includes('\0') || filter.startsWith('$SYS')) return false;
  if (user.kind === 'platform') return true;
  const [root, version, kitchenId, ...rest] = filter.split('/');
  return `${root}/${version}` === ROOT && rest.length === 1 && rest[0] !== '' && ownKitchen(user, kitchenId);
}
