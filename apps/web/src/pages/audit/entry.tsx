import { UNKNOWN, type CallAnswer } from '@bakeloop/ui';
import { actionWords, actorWords } from '../../data/audit-words.js';
import { When } from '../../parts/when.js';

export type AuditEntry = CallAnswer<'audit'>['items'][number];

/** One act: who, what, to what and when; opened, what it was before and is after, and where it came from. */
export function Entry({ entry, subjectName }: { entry: AuditEntry; subjectName: string | undefined }) {
  const { at, actorId, actorName, action, subject, address, requestId, before, after } = entry;
  const words = actionWords(action);
  return (
    <li>
      <div>
        <p>
          <strong className={actorName === null ? 'quiet' : undefined}>{actorWords(entry)}</strong> {words}
        </p>
        <p className="quiet">
          <When at={at} />
          {/* What somebody does with themselves needs no second name. */}
          {subject === `person:${actorId ?? ''}` ? null : <> · {subjectName ?? subject}</>}
        </p>
      </div>
      <details className="quiet-details audit-more">
        <summary aria-label={`Details: ${actorWords(entry)} ${words}`}>Details</summary>
        <dl className="audit-facts">
          <Fact name="Action" value={action} />
          <Fact name="Subject" value={subject} />
          <Fact name="From" value={address ?? UNKNOWN} />
          <Fact name="Request" value={requestId ?? UNKNOWN} />
          {before === null ? null : <Fact name="Before" value={JSON.stringify(before, null, 1)} />}
          {after === null ? null : <Fact name="After" value={JSON.stringify(after, null, 1)} />}
        </dl>
      </details>
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}
