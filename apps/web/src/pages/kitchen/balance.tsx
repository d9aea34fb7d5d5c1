import type { PeriodBalance } from '@bakeloop/contracts';
import { useFormat, UNKNOWN } from '@bakeloop/ui';
import { TriangleAlert, TrendingDown, TrendingUp } from 'lucide-react';
import { Link } from 'react-router';
import { batchPath } from '../../data/addresses.js';

/** Everything in, everything out, what lies in lots, and the rest with its uncertainty. */
export function Balance({ balance }: { balance: PeriodBalance }) {
  const format = useFormat();
  const { drift, uncertaintyGrams, closure, unaccountedGrams, stockChangeGrams } = balance;
  if (balance.in.length === 0 && balance.out.length === 0 && stockChangeGrams === 0)
    return <p className="quiet">Nothing was weighed in these days.</p>;
  return (
    <>
      {drift ? (
        <p className="trouble trouble-warning drift">
          {drift.direction === 'losing' ? (
            <TrendingDown size={18} aria-hidden />
          ) : (
            <TrendingUp size={18} aria-hidden />
          )}
          <span>
            <strong>A scale may drift.</strong> {drift.words}{' '}
            <Link to={batchPath(balance.kitchenId, drift.sinceBatchId)}>See where it begins</Link>
          </span>
        </p>
      ) : null}
      <div className="balance-grid">
        <Side title="Came in" parts={balance.in} />
        <Side title="Went out" parts={balance.out} />
      </div>
      <dl className="figures">
        <div>
          <dt>{stockChangeGrams < 0 ? 'Taken from stock' : 'Put into stock'}</dt>
          <dd>{format.kilograms(Math.abs(stockChangeGrams))}</dd>
        </div>
        <div>
          <dt>{unaccountedGrams < 0 ? 'More out than in' : 'Unaccounted for'}</dt>
          <dd>
            {format.kilograms(Math.abs(unaccountedGrams))}
            {uncertaintyGrams === null ? null : (
              <small> ± {format.kilograms(Math.round(2 * uncertaintyGrams))} (95&nbsp;%)</small>
            )}
          </dd>
        </div>
        <div>
          <dt>Closure</dt>
          <dd>
            {closure === null ? UNKNOWN : format.signedPercent(closure)}
            <small> {closure === null ? 'nothing came in' : 'of all that came in'}</small>
          </dd>
        </div>
      </dl>
      <p className={balance.flagged ? 'balance-verdict balance-flagged' : 'quiet balance-verdict'}>
        {balance.flagged ? <TriangleAlert size={16} aria-hidden /> : null}
        {uncertaintyGrams === null
          ? 'How far the scales can be trusted is not known, so neither is whether this is too much.'
          : balance.flagged
            ? 'More than the scales can explain: beyond two standard uncertainties.'
            : 'Within what the scales can explain: two standard uncertainties.'}
      </p>
    </>
  );
}

function Side({ title, parts }: { title: string; parts: PeriodBalance['in'] }) {
  const format = useFormat();
  return (
    <table className="flow-table">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col" className="right">
            {format.kilograms(parts.reduce((sum, { value }) => sum + value, 0))}
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, value }) => (
          <tr key={name}>
            <td>{name}</td>
            <td className="right">{format.kilograms(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
