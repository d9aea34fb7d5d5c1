import type { ReferenceKind, ReferenceRecord } from '@bakeloop/domain';
import { ApiProblem, useFormat } from '@bakeloop/ui';
import { PencilLine } from 'lucide-react';
import { Link, useLocation } from 'react-router';
import { publishPath, referencePath } from '../../data/addresses.js';
import { useMay } from '../../data/use-session.js';
import { changesOf, isKind, KIND_WORDS, nameOf, rowsOf } from '../../data/reference-words.js';
import { useVersions } from '../../data/use-reference.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { NotFoundPage } from '../not-found-page.js';
import { FactorTable } from './factor-table.js';
import { SourceLine, Unreadable, ValidFrom } from './record-parts.js';

/** One record: what its newest version says, and every version with who published it, when, why and what it changed. */
export function RecordPage({ kind, id }: { kind: ReferenceKind; id: string }) {
  const format = useFormat();
  const { data: versions, error, refetch } = useVersions(kind, id);
  const [newest] = versions ?? [];
  useTitle(newest ? nameOf(newest, format) : id);
  const words = KIND_WORDS[kind];
  if (!versions && error instanceof ApiProblem && error.status === 404)
    return <NotFoundPage what={words.one} detail={error.message} />;
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/reference">Reference data</Link> <span aria-hidden>/</span>{' '}
        <Link to={referencePath(kind)}>{words.many}</Link>
      </p>
      {versions ? (
        newest ? (
          <Versions versions={versions} newest={newest} />
        ) : (
          <Unreadable />
        )
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label={`Loading the ${words.one}`} blocks={[64, 280, 160]} />
      )}
    </div>
  );
}

function Versions({ versions, newest }: { versions: ReferenceRecord[]; newest: ReferenceRecord }) {
  const format = useFormat();
  const published = (useLocation().state as { published?: number } | null)?.published;
  const name = nameOf(newest, format);
  const mayPublish = useMay('reference.publish');
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{name}</h1>
          <p className="quiet">
            {name === newest.id ? null : (
              <>
                <code>{newest.id}</code> ·{' '}
              </>
            )}
            version {newest.version}, <ValidFrom day={newest.validFrom} />
          </p>
        </div>
        {mayPublish ? (
          <Link className="button" to={publishPath(newest.kind, newest.id)}>
            <PencilLine size={16} aria-hidden /> Publish a new version
          </Link>
        ) : null}
      </div>
      {published === newest.version ? (
        <p className="published" role="status">
          Version {published} is published. Figures that rest on it are computed anew; each that changes says
          so in its changes.
        </p>
      ) : null}
      <Facts record={newest} />
      <section aria-labelledby="versions-heading">
        <h2 id="versions-heading">Versions</h2>
        <ol className="versions" reversed start={newest.version}>
          {versions.map((version, index) => (
            <Version key={version.version} record={version} before={versions[index + 1] ?? null} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Facts({ record }: { record: ReferenceRecord }) {
  const format = useFormat();
  if (isKind(record, 'factor-set'))
    return (
      <>
        <SourceLine source={record.body.source} />
        <FactorTable factors={record.body.factors} />
      </>
    );
  return (
    <section className="panel" aria-label="What it says">
      <dl className="ref-facts">
        {rowsOf(record, format)
          .filter(({ key }) => key !== 'source')
          .map(({ key, label, value }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <SourceLine source={record.body.source} />
    </section>
  );
}

function Version({ record, before }: { record: ReferenceRecord; before: ReferenceRecord | null }) {
  const format = useFormat();
  const changes = before === null ? [] : changesOf(rowsOf(before, format), rowsOf(record, format));
  return (
    <li className="version">
      <h3>
        Version {record.version}{' '}
        <small>
          <ValidFrom day={record.validFrom} />
        </small>
      </h3>
      <p>“{record.note}”</p>
      <p className="quiet">
        {record.publishedBy},{' '}
        <time dateTime={record.publishedAt}>
          {format.instant(Date.parse(record.publishedAt), 'UTC', 'full')} UTC
        </time>
      </p>
      {before === null ? (
        <p className="quiet">The first version.</p>
      ) : changes.length === 0 ? (
        <p className="quiet">
          {record.validFrom === before.validFrom
            ? 'Says the same as the version before.'
            : 'Says the same as the version before, from another day on.'}
        </p>
      ) : (
        <dl className="changes">
          {changes.map((change) => (
            <div key={change.label}>
              <dt>{change.label}</dt>
              <dd>
                {change.before === null ? null : <del>{change.before}</del>}
                {change.after === null ? null : <ins>{change.after}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
