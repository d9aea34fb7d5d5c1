import type { ReferenceKind, ReferenceRecord } from '@bakeloop/domain';
import { useFormat } from '@bakeloop/ui';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link, NavLink, useNavigate } from 'react-router';
import { publishPath, referencePath } from '../../data/addresses.js';
import { useMay } from '../../data/use-session.js';
import { isKind, KIND_WORDS, KINDS, nameOf, summaryOf } from '../../data/reference-words.js';
import { useReferences } from '../../data/use-reference.js';
import { useNarrowed } from '../../parts/narrow.js';
import { EmptyPanel, Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { SourceLine, ValidFrom } from './record-parts.js';

/** The records of one kind, with where each comes from. */
export function ListPage({ kind }: { kind: ReferenceKind }) {
  const words = KIND_WORDS[kind];
  useTitle(words.many);
  const { data, error, refetch } = useReferences(kind);
  const mayPublish = useMay('reference.publish');
  const format = useFormat();
  const { found, field } = useNarrowed(
    data ?? [],
    (record) => `${nameOf(record, format)} ${record.id} ${summaryOf(record, format)}`,
    { label: 'Find by name, id or what it says', none: `No ${words.one} is like that.` },
  );
  return (
    <div className="page">
      <h1>Reference data</h1>
      <p className="lead">
        What the figures rest on beside the kitchens’ own log. Every version stays, with who published it and
        why.
      </p>
      <nav className="kind-tabs" aria-label="Kinds of reference data">
        {KINDS.map((one) => (
          <NavLink key={one} to={referencePath(one)}>
            {KIND_WORDS[one].many}
          </NavLink>
        ))}
      </nav>
      <h2 className="bl-hidden">{words.many}</h2>
      <p className="quiet">{words.means}</p>
      {data ? (
        data.length === 0 ? (
          <EmptyPanel title={`No ${words.one} yet`}>
            <p>Figures that need one say so until there is one.</p>
          </EmptyPanel>
        ) : (
          <>
            {field}
            <ul className="record-rows">
              {found.map((record) => (
                <Row key={record.id} record={record} />
              ))}
            </ul>
          </>
        )
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : (
        <Loading label={`Loading the ${words.many.toLowerCase()}`} blocks={[84, 84, 84, 84]} />
      )}
      {mayPublish ? <NewRecord kind={kind} /> : null}
    </div>
  );
}

function Row({ record }: { record: ReferenceRecord }) {
  const format = useFormat();
  const name = nameOf(record, format);
  return (
    <li className="record-row">
      <div className="record-name">
        <h3>
          <Link to={referencePath(record.kind, record.id)}>{name}</Link>
        </h3>
        {name === record.id ? null : <code>{record.id}</code>}
        <p>{summaryOf(record, format)}</p>
        {isKind(record, 'baseline') && record.body.isDefault ? (
          <span className="chip chip-warn">a proposal, no study</span>
        ) : null}
      </div>
      <div className="record-facts">
        <p>
          Version {record.version}, <ValidFrom day={record.validFrom} />
        </p>
        <SourceLine source={record.body.source} />
      </div>
    </li>
  );
}

function NewRecord({ kind }: { kind: ReferenceKind }) {
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const { one, idHint } = KIND_WORDS[kind];
  return (
    <section className="panel" aria-labelledby="new-heading">
      <h2 id="new-heading">A new {one}</h2>
      <form
        className="new-record"
        onSubmit={(event) => {
          event.preventDefault();
          if (id.trim() !== '') void navigate(publishPath(kind, id.trim()));
        }}
      >
        <label className="ref-field">
          <span>Id</span>
          <input value={id} maxLength={80} required onChange={({ target }) => setId(target.value)} />
          <small>{idHint}</small>
        </label>
        <button type="submit" className="button button-quiet">
          <Plus size={16} aria-hidden /> Write it
        </button>
      </form>
    </section>
  );
}
