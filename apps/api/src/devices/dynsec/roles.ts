import { topics, UP_STREAMS } from '@bakeloop/contracts';

/** One entry of a role: what a client may send, be delivered, or subscribe to. */
export interface Acl {
  acltype: 'publishClientSend' | 'publishClientReceive' | 'subscribePattern';
  topic: string;
  allow: true;
}
export interface Role {
  rolename: string;
  acls: readonly Acl[];
}

const allow = (acltype: Acl['acltype'], topic: string): Acl => ({ acltype, topic, allow: true });
/** Subscribed to, and delivered: the second holds whatever the first has granted. */
const hear = (...filters: string[]): Acl[] =>
  filters.flatMap((topic) => [allow('subscribePattern', topic), allow('publishClientReceive', topic)]);

/** A kitchen's own: it sends upward, and hears what is below its id (T1). */
export function kitchenRole(kitchenId: string): Role {
  return {
    rolename: `kitchen:${kitchenId}`,
    acls: [
      ...UP_STREAMS.map((stream) => allow('publishClientSend', topics.of(kitchenId, stream))),
      ...hear(`kitchens/v1/${kitchenId}/#`),
    ],
  };
}

/** Of ingest and API: all that is ours, and no administration of the broker. */
export const PLATFORM_ROLE: Role = {
  rolename: 'bakeloop-platform',
  acls: [
    allow('publishClientSend', 'kitchens/v1/#'),
    allow('publishClientSend', 'platform/v1/#'),
    ...hear('kitchens/v1/#', 'platform/v1/#'),
    allow('subscribePattern', '$share/+/kitchens/v1/#'),
  ],
};

/** What no role says is refused. A client may always end a subscription of its own. */
export const DEFAULT_ACCESS = [
  { acltype: 'publishClientSend', allow: false },
  { acltype: 'publishClientReceive', allow: false },
  { acltype: 'subscribe', allow: false },
  { acltype: 'unsubscribe', allow: true },
] as const;

/** Whether a role of the broker is as it is to be; changing one ends the connections that have it. */
export function isSameRole({ acls }: Role, found: readonly Grant[]): boolean {
  const lines = (list: readonly Grant[]): string =>
    list
      .map(({ acltype, topic }) => `${acltype} ${topic}`)
      .sort()
      .join('\n');
  return lines(acls) === lines(found);
}

type Grant = { acltype: string; topic: string };
