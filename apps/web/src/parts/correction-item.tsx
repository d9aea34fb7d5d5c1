import type { CorrectionView } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { eventPath } from '../data/addresses.js';
import { eventTitle } from '../data/event-words.js';
import { When } from './when.js';
import { KitchenLink } from './kitchen-link.js';
import './rows.css';

const MOVED_WORDS: Readonly<Record<string, string>> = {
  intakeNetGrams: 'came in',
  acceptedGrams: 'accepted',
  rejectedGrams: 'refused',
  flakeGrams: 'flake',
  feedGrams: 'fed',
  goodGrams: 'good product',
  regrindGrams: 'regrind',
  purgeGrams: 'purge',
  residueGrams: 'waste',
  dispatchedGrams: 'sent out',
  energyWh: 'energy',
};

/** A correction: what it was of, what it moved, why and by whom, and what was said of it. */
export function CorrectionItem({
  correction: { eventId, kitchenId, type, receivedAt, supersedes, reason, who, moved, acts },
  children,
}: {
  correction: CorrectionView;
  children?: ReactNode;
}) {
  const format = useFormat();
  const signed = (quantity: string, amount: number): string => {
    const sign = amount < 0 ? '−' : '+';
    return quantity === 'energyWh'
      ? `${sign}${format.measured(Math.abs(amount) / 1_000)} kWh`
      : `${sign}${format.mass(Math.abs(amount))}`;
  };
  return (
    <li>
      <div>
        <p>
          <strong>{eventTitle(type)}</strong> of <KitchenLink kitchenId={kitchenId} /> corrected{' '}
          <When at={receivedAt} />: <Link to={eventPath(supersedes)}>before</Link>,{' '}
          <Link to={eventPath(eventId)}>after</Link>
        </p>
        <p>
          {Object.entries(moved).map(([quantity, amount]) => (
            <span key={quantity} className="moved">
              {MOVED_WORDS[quantity] ?? quantity} <strong>{signed(quantity, amount)}</strong>{' '}
            </span>
          ))}
        </p>
        <p className="quiet">
          {reason === null ? 'No reason was given' : `“${reason}”`}
          {who === null ? '' : `, by ${who}`}
        </p>
        {acts.map(({ verdict, note, at, by }) => (
          <p key={at}>
            {verdict === 'questioned' ? 'Asked' : 'Accepted'} by {by ?? 'somebody who was forgotten'}{' '}
            <When at={at} />: “{note}”
          </p>
        ))}
      </div>
      {children}
    </li>
  );
}
