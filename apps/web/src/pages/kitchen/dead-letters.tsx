import { call, useFormat } from '@bakeloop/ui';
import { useQuery } from '@tanstack/react-query';

const REASON_WORDS: Record<string, string> = {
  schema: 'Does not follow the contract',
  unit_mismatch: 'Unit cannot be converted',
  clock_skew: 'Time cannot be right',
  unknown_type: 'Unknown kind of event',
  id_reused: 'An id used twice for different things',
};

/** What this kitchen sent and Bakeloop refused; shown only when there is some. */
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
    queryFn: ({ signal }) => call('deadLetters', { query: { kitchenId, limit: 10 } }, { signal }),
  });
  if (!letters.data || letters.data.items.length === 0) return null;
  return (
    <section aria-labelledby="refused-heading">
      <div className="section-head">
        <h2 id="refused-heading">Refused</h2>
        <span className="quiet">
          {format.number(count24h)} in the last 24 hours. Nothing is lost: the raw data is kept.
        </span>
      </div>
      <ul className="refused">
        {letters.data.items.map((letter) => (
          <li key={letter.id} className="panel">
            <p>
              <strong>{REASON_WORDS[letter.reason] ?? letter.reason}</strong>
              <span className="quiet">
                {' '}
                · {format.instant(Date.parse(letter.receivedAt), timeZone)}
                {letter.hits > 1 ? ` · ${format.number(letter.hits)} times` : ''}
              </span>
            </p>
            <p>{letter.detail}</p>
            <details>
              <summary>
                As it arrived{letter.position === null ? '' : `, record ${String(letter.position)}`}
              </summary>
              <pre>{letter.payload}</pre>
              <p className="quiet">{letter.topic}</p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
