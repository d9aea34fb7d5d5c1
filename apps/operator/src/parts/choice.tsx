import type { ReactNode } from 'react';
import { readsAloud, say } from '../phone/voice.js';
import { Tap } from './tap.js';

export interface Option<T extends string> {
  value: T;
  label: string;
  /** Smaller, below the label. */
  hint?: string;
  icon?: ReactNode;
  /** Adds `tile-<look>`: colour and pictogram say the same as the label. */
  look?: string;
  /** BCP 47, where the label is in another language than the page. */
  lang?: string;
}

/** Big tiles of which one is chosen; a tap chooses. */
export function Choice<T extends string>({
  label,
  options,
  chosen,
  onChoose,
  columns = 2,
}: {
  label: string;
  options: readonly Option<T>[];
  chosen: T | null;
  onChoose: (value: T) => void;
  columns?: 1 | 2 | 3;
}) {
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <div className={`tiles columns-${String(columns)}`}>
        {options.map((option) => (
          <Tap
            key={option.value}
            className={`tile ${option.look ? `tile-${option.look}` : ''}`}
            lang={option.lang}
            aria-pressed={option.value === chosen}
            onClick={() => {
              if (readsAloud()) say(option.label);
              onChoose(option.value);
            }}
          >
            {option.icon}
            <span className="tile-text">
              <span className="tile-label">{option.label}</span>
              {option.hint && <span className="tile-hint">{option.hint}</span>}
            </span>
          </Tap>
        ))}
      </div>
    </fieldset>
  );
}
