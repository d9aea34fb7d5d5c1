import { useFormat } from '@bakeloop/ui';
import { EmptyPanel } from '../../parts/notices.js';
import { NO_SOURCE } from '../../data/reference-words.js';

/** Where a record comes from; that nobody knows is said as plainly. */
export function SourceLine({ source }: { source: string | null }) {
  return source === null ? (
    <p>
      <span className="chip chip-warn">{NO_SOURCE}</span>
    </p>
  ) : (
    <p className="quiet source">Source: {source}</p>
  );
}

export function ValidFrom({ day }: { day: string | null }) {
  const format = useFormat();
  if (day === null) return <>valid since always</>;
  return (
    <>
      valid from{' '}
      <time dateTime={day}>
        {format.day(day)} {day.slice(0, 4)}
      </time>
    </>
  );
}

/** What speaks against publishing, or is good to know; nothing when there is nothing. */
export function Sentences({
  title,
  sentences,
  tone,
}: {
  title: string;
  sentences: string[];
  tone: 'bad' | 'warn';
}) {
  if (sentences.length === 0) return null;
  return (
    <div className={`sentences sentences-${tone}`}>
      <p className="notice-title">{title}</p>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}

/** The server answered with a record of a form that this page does not know. */
export function Unreadable() {
  return (
    <EmptyPanel title="This page does not understand the record">
      <p>The server may be newer than this page. Reload it.</p>
    </EmptyPanel>
  );
}
