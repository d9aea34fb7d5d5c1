import { useState } from 'react';
import { useLanguage } from '../data/language.js';

const KEEP = { en: 'Keep it', nl: 'Laat het zo' } as const;

/** What cannot be taken back is asked for once more before it is done. */
export function TwoSteps({
  label,
  about,
  sure,
  keep,
  quiet = false,
  isPending,
  act,
}: {
  label: string;
  /** Says what it is about to who hears the page: one of many buttons that are called the same. */
  about: string;
  /** On the button that does it. */
  sure: string;
  /** On the one that does not; where not said, in general words. */
  keep?: string;
  /** The first step is a word in a row of others. */
  quiet?: boolean;
  isPending: boolean;
  act: () => void;
}) {
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button
        type="button"
        className={quiet ? 'text-button' : 'button button-bad'}
        aria-label={`${label}: ${about}`}
        disabled={isPending}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
    );
  return (
    <span className="two-steps" role="group" aria-label={`${label}: ${about}`}>
      <button
        type="button"
        className="button button-bad"
        disabled={isPending}
        onClick={() => {
          setAsking(false);
          act();
        }}
      >
        {sure}
      </button>
      <button type="button" className="text-button" autoFocus onClick={() => setAsking(false)}>
        {keep ?? KEEP[language]}
      </button>
    </span>
  );
}
