import type { EventRefusal } from '@bakeloop/contracts';
import { listed, name, t, type Key } from '../language/language.js';
import { rare } from '../language/rare.js';

/** Each code that the server refuses an event by. */
const WHY = {
  schema: 'log.refusedSchema',
  unknown_type: 'log.refusedType',
  id_reused: 'log.refusedId',
  clock_skew: 'log.refusedClock',
} as const satisfies Record<Exclude<EventRefusal, 'database'>, Key>;

/** As the contract's schemas point at what they do not take: `→ at data.inputs[0].grams`. */
const POINTED_AT = /→ at data\.([\w.[\]]+)/g;

/** Fields of an event's data that the server's words point at, each once: the innermost name of each. */
export function fieldsIn(detail: string): string[] {
  const fields = [...detail.matchAll(POINTED_AT)].map(([, path = '']) => path.split(/[.[\]]+/));
  return [...new Set(fields.flatMap((path) => path.findLast((part) => /^[a-z]/i.test(part)) ?? []))];
}

/** Why the server did not take an event, in the language of whoever has to put it right. A newer server may have other codes. */
export function whyRefused({ reason, detail }: { reason: string; detail: string }): string {
  const fields = reason === 'schema' ? fieldsIn(detail) : [];
  if (fields.length > 0)
    return rare('refused.fields', { fields: listed(fields.map((field) => name('field', field))) });
  if (reason === 'database') return rare('refused.database');
  return t(Object.hasOwn(WHY, reason) ? WHY[reason as keyof typeof WHY] : 'log.refused');
}
