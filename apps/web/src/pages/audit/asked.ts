import type { CallInput } from '@bakeloop/ui';

/** What the address asks for; a day is one of the reader's own calendar. */
export interface Asked {
  text: string;
  actor: string;
  from: string;
  to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is not one in the address is left out. */
export function readAsked(search: URLSearchParams): Asked {
  const fitting = (name: string, pattern: RegExp) => {
    const value = search.get(name) ?? '';
    return pattern.test(value) ? value : '';
  };
  return {
    // The server takes no control character, and a person means none.
    text: (search.get('text') ?? '')
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 200),
    actor: fitting('actor', UUID),
    from: fitting('from', DAY),
    to: fitting('to', DAY),
  };
}

/** The beginning of a day of the reader's calendar, so many days on; undefined for none. */
function startOf(day: string, daysOn: number): string | undefined {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + daysOn);
  return at.toISOString();
}

type Query = NonNullable<CallInput<'audit'>['query']>;

/** The same as the server takes it: up to the end of the last day. */
export function queryOf({ text, actor, from, to }: Asked): Pick<Query, 'text' | 'actorId' | 'from' | 'to'> {
  return {
    text: text === '' ? undefined : text,
    actorId: actor === '' ? undefined : actor,
    from: startOf(from, 0),
    to: startOf(to, 1),
  };
}
