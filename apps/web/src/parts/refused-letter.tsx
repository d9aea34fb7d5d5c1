import type { DeadLetter } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import type { ReactNode } from 'react';
import { faultWords, refusedWords } from '../data/refused-words.js';
import './refused-letter.css';

/** One refused message: why, when, what to do, and the bytes as they arrived. `children` follow: what can be done here. */
export function RefusedLetter({
  letter,
  timeZone,
  from,
  children,
}: {
  letter: DeadLetter;
  timeZone: string;
  /** Whose it is, where the list is not of one kitchen. */
  from?: ReactNode;
  children?: ReactNode;
}) {
  const format = useFormat();
  return (
    <li className="panel refused-letter">
      <p>
        <strong>{refusedWords(letter.reason)}</strong>
        {letter.state === 'open' ? null : <span className="refused-state">{letter.state}</span>}
        <span className="quiet">
          {' '}
          {from === undefined ? null : <>· {from} </>}·{' '}
          {format.instant(Date.parse(letter.receivedAt), timeZone)}
          {letter.hits > 1 ? ` · ${format.number(letter.hits)} times` : ''}
        </span>
      </p>
      <p>{faultWords(letter.detail)}</p>
      <p className="quiet">{letter.suggestion}</p>
      <details>
        <summary>
          As it arrived{letter.position === null ? '' : `, record ${String(letter.position)}`}
        </summary>
        <pre tabIndex={0}>{letter.payload}</pre>
        <p className="quiet">{letter.topic}</p>
      </details>
      {children}
    </li>
  );
}
