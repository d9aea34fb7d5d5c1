import { callConsole } from '../../data/call-console.js';
import { MAX_OPEN_LETTERS } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { refusedPath } from '../../data/addresses.js';
import { RefusedLetter } from '../../parts/refused-letter.js';

/** What this kitchen sent and Bakeloop refused and nobody has dealt with; shown only when there is some. */
export function DeadLetters({
  kitchenId,
  timeZone,
  count24h,
}: {
  kitchenId: string;
  timeZone: string;
  count24h: number;
}) {
  const format = useFormat();
  const letters = useQuery({
    queryKey: ['dead-letters', kitchenId, count24h],
    queryFn: ({ signal }) =>
      callConsole('deadLetters', { query: { kitchenId, state: 'open', limit: 5 } }, { signal }),
  });
  if (!letters.data || letters.data.items.length === 0) return null;
  return (
    <section aria-labelledby="refused-heading">
      <div className="section-head">
        <h2 id="refused-heading">Refused</h2>
        <span className="quiet">
          {format.number(count24h)} in the last 24 hours. The raw data is kept, of up to{' '}
          {format.number(MAX_OPEN_LETTERS)} messages of a kind.
        </span>
        <Link to={refusedPath(kitchenId)}>Deal with them</Link>
      </div>
      <ul className="refused">
        {letters.data.items.map((letter) => (
          <RefusedLetter key={letter.id} letter={letter} timeZone={timeZone} />
        ))}
      </ul>
    </section>
  );
}
