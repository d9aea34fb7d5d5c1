import { useFormat } from '@bakeloop/ui';
import { scopeParts, type FigureQuery } from '../../data/addresses.js';
import { useKitchenNames, useProductNames } from '../../data/use-names.js';
import { PeriodChoice } from '../../parts/period-choice.js';

const DAY_MS = 86_400_000;
const KNOWN_CHOICES = [
  ['a day ago', 1],
  ['a week ago', 7],
  ['a month ago', 30],
] as const;

/** What the figure is asked for, all in the address: whose, of which days, as known when. */
export function Asked({
  asked,
  today,
  onAsk,
}: {
  asked: FigureQuery;
  today: string;
  onAsk: (next: FigureQuery) => void;
}) {
  return (
    <div className="asked" role="group" aria-label="What is asked for">
      <ScopeChoice asked={asked} onAsk={onAsk} />
      <PeriodChoice
        period={asked}
        today={today}
        onChange={(period) => {
          onAsk({ ...asked, from: undefined, to: undefined, ...period });
        }}
      />
      <KnownOn asked={asked} onAsk={onAsk} />
    </div>
  );
}

function ScopeChoice({ asked, onAsk }: { asked: FigureQuery; onAsk: (next: FigureQuery) => void }) {
  const kitchens = useKitchenNames();
  const products = useProductNames();
  const parts = scopeParts(asked.scope);
  const listed =
    parts?.kind === 'portfolio' ||
    (parts?.kind === 'kitchen' && kitchens.some(({ id }) => id === parts.kitchenId)) ||
    (parts?.kind === 'product' && products.some(({ id }) => id === parts.code));
  const unlisted =
    parts?.kind === 'batch'
      ? `Batch ${parts.batchId}`
      : parts?.kind === 'machine'
        ? parts.machine
        : parts?.kind === 'kitchens'
          ? `${parts.kitchenIds.length} kitchens`
          : asked.scope;
  return (
    <label className="field">
      <span>Whose</span>
      <select
        value={asked.scope}
        onChange={({ target }) => {
          onAsk({ ...asked, scope: target.value });
        }}
      >
        {listed ? null : <option value={asked.scope}>{unlisted}</option>}
        <option value="portfolio">All kitchens</option>
        {kitchens.length > 0 ? (
          <optgroup label="Kitchens">
            {kitchens.map(({ id, name }) => (
              <option key={id} value={`kitchen:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        ) : null}
        {products.length > 0 ? (
          <optgroup label="Products">
            {products.map(({ id, name }) => (
              <option key={id} value={`product:${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
        ) : null}
      </select>
    </label>
  );
}

/** A figure follows every correction and every late message; here it is asked as it stood at the end of an earlier day. */
function KnownOn({ asked, onAsk }: { asked: FigureQuery; onAsk: (next: FigureQuery) => void }) {
  const format = useFormat();
  const setDay = (day: string) => {
    const ms = Date.parse(`${day}T23:59:59.999Z`);
    // Today and later have nothing that is not known now.
    const known = Number.isNaN(ms) || ms >= Date.now() ? undefined : new Date(ms).toISOString();
    onAsk({ ...asked, knownOn: known });
  };
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
  return (
    <div className="field">
      <label htmlFor="known-on">As it was known on</label>
      <div className="field-row">
        <input
          id="known-on"
          type="date"
          value={asked.knownOn?.slice(0, 10) ?? ''}
          onChange={({ target }) => {
            setDay(target.value);
          }}
        />
        {asked.knownOn === undefined ? (
          KNOWN_CHOICES.map(([words, days]) => (
            <button
              key={days}
              type="button"
              className="text-button"
              onClick={() => {
                setDay(daysAgo(days));
              }}
            >
              {words}
            </button>
          ))
        ) : (
          <button
            type="button"
            className="text-button"
            title={`Instead of ${format.instant(Date.parse(asked.knownOn), 'UTC', 'full')} UTC`}
            onClick={() => {
              onAsk({ ...asked, knownOn: undefined });
            }}
          >
            as known now
          </button>
        )}
      </div>
    </div>
  );
}
