import type { ReactNode } from 'react';
import { KitchenLink } from './kitchen-link.js';
import './rows.css';

/** One of a few, as buttons in a row. @param choices each with what its button says */
export function ChoiceRow<T>({
  label,
  choices,
  chosen,
  choose,
}: {
  label: string;
  choices: readonly { value: T; words: ReactNode }[];
  chosen: T;
  choose: (value: T) => void;
}) {
  return (
    <div role="group" aria-label={label} className="pills">
      {choices.map(({ value, words }) => (
        <button
          key={String(value)}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => choose(value)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

/** That a list is of one kitchen only, and the way to the whole. */
export function OnlyOf({ kitchenId, ofAll }: { kitchenId: string | undefined; ofAll: () => void }) {
  if (kitchenId === undefined) return null;
  return (
    <p>
      Only of <KitchenLink kitchenId={kitchenId} />.{' '}
      <button type="button" className="text-button" onClick={ofAll}>
        Of all kitchens
      </button>
    </p>
  );
}
