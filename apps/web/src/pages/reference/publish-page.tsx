import { checkReference } from '@bakeloop/contracts';
import type { ReferenceBodies, ReferenceKind, ReferenceRecord } from '@bakeloop/domain';
import { ApiProblem, useFormat } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ComponentType } from 'react';
import { Link, useNavigate } from 'react-router';
import { referencePath } from '../../data/addresses.js';
import { isKind, KIND_WORDS, nameOf, plainProblem } from '../../data/reference-words.js';
import { useNamed, useVersions } from '../../data/use-reference.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useTitle } from '../../parts/use-title.js';
import { FactorSetFields } from './factor-set-fields.js';
import {
  BaselineFields,
  PolymerFields,
  ProductFields,
  RecipeFields,
  type KindFieldsProps,
} from './kind-fields.js';
import { NEW_BODIES } from './new-bodies.js';
import { Sentences, Unreadable } from './record-parts.js';
import { TextField } from './fields.js';
import { callConsole } from '../../data/call-console.js';

const FIELDS: { [K in ReferenceKind]: ComponentType<KindFieldsProps<ReferenceBodies[K]>> } = {
  polymer: PolymerFields,
  product: ProductFields,
  recipe: RecipeFields,
  baseline: BaselineFields,
  'factor-set': FactorSetFields,
};

/** The form that publishes the next version of a record, or the first one of a new record. */
export function PublishPage({ kind, id }: { kind: ReferenceKind; id: string }) {
  const words = KIND_WORDS[kind];
  useTitle(`Publish ${id}`);
  const { data: versions, error, refetch } = useVersions(kind, id);
  const isNew = error instanceof ApiProblem && error.status === 404;
  const newest = versions?.find((record) => isKind(record, kind));
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/reference">Reference data</Link> <span aria-hidden>/</span>{' '}
        <Link to={referencePath(kind)}>{words.many}</Link>
        {newest ? (
          <>
            {' '}
            <span aria-hidden>/</span> <Link to={referencePath(kind, id)}>{id}</Link>
          </>
        ) : null}
      </p>
      {newest ? (
        <PublishForm kind={kind} id={id} newest={newest} body={newest.body} />
      ) : isNew ? (
        <PublishForm kind={kind} id={id} newest={null} body={NEW_BODIES[kind]} />
      ) : error ? (
        <ProblemPanel error={error} retry={() => void refetch()} />
      ) : versions ? (
        <Unreadable />
      ) : (
        <Loading label={`Loading the ${words.one}`} blocks={[64, 320, 160]} />
      )}
    </div>
  );
}

interface Publication {
  validFrom: string | null;
  note: string;
}

function PublishForm<K extends ReferenceKind>({
  kind,
  id,
  newest,
  body: first,
}: {
  kind: K;
  id: string;
  newest: ReferenceRecord<K> | null;
  body: ReferenceBodies[K];
}) {
  const format = useFormat();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const named = useNamed(kind);
  const [body, setBody] = useState(first);
  const [publication, setPublication] = useState<Publication>({ validFrom: today(), note: '' });
  // Two authors at once: what this one saw is what the form began with, until it says otherwise.
  const [basedOn, setBasedOn] = useState(newest?.version ?? 0);
  const publish = useMutation({
    mutationFn: () =>
      callConsole('publishReference', {
        params: { kind, id },
        body: { ...publication, basedOnVersion: basedOn, body: { ...body } },
      }),
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries({ queryKey: ['reference', kind, id] });
      await queries.invalidateQueries({ queryKey: ['references', kind] });
      void navigate(referencePath(kind, id), { state: { published: version } });
    },
  });
  const check = checkReference(kind, id, body, named.records);
  const problems = [...check.problems.map(plainProblem), ...publicationProblems(publication)];
  const Fields: ComponentType<KindFieldsProps<ReferenceBodies[K]>> = FIELDS[kind];
  const isOutdated = publish.error instanceof ApiProblem && publish.error.status === 409;
  if (named.error) return <ProblemPanel error={named.error} />;
  return (
    <>
      <h1>
        {newest ? `A new version of ${nameOf(newest, format)}` : `A new ${KIND_WORDS[kind].one}: ${id}`}
      </h1>
      <p className="lead">
        {newest
          ? `You change version ${String(newest.version)}. It stays as it is, and holds until the day the new one begins.`
          : 'It holds from the day you say on.'}
      </p>
      <form
        className="publish-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (problems.length === 0 && named.isReady && !publish.isPending) publish.mutate();
        }}
      >
        <Fields body={body} change={setBody} named={named.records} />
        <PublicationFields publication={publication} change={setPublication} />
        <div aria-live="polite">
          <Sentences title="Before it can be published" sentences={problems} tone="bad" />
          <Sentences title="Good to know" sentences={check.warnings} tone="warn" />
        </div>
        {publish.error ? <ProblemPanel error={publish.error} /> : null}
        {isOutdated ? (
          <Outdated
            kind={kind}
            id={id}
            basedOn={basedOn}
            accept={(version) => {
              setBasedOn(version);
              publish.reset();
            }}
          />
        ) : null}
        <div className="links">
          <button
            type="submit"
            className="button"
            disabled={problems.length > 0 || !named.isReady || publish.isPending}
          >
            {publish.isPending ? 'Publishing…' : `Publish version ${String(basedOn + 1)}`}
          </button>
          <Link to={newest ? referencePath(kind, id) : referencePath(kind)}>Leave it as it is</Link>
        </div>
      </form>
    </>
  );
}

/** When it begins, and why; who publishes it is who is signed in. */
function PublicationFields({
  publication,
  change,
}: {
  publication: Publication;
  change: (publication: Publication) => void;
}) {
  const { validFrom, note } = publication;
  const set = (part: Partial<Publication>) => change({ ...publication, ...part });
  return (
    <fieldset className="ref-group">
      <legend>When and why</legend>
      <div className="ref-fields">
        <label className="ref-check">
          <input
            type="radio"
            name="validity"
            checked={validFrom !== null}
            onChange={() => set({ validFrom: today() })}
          />
          <span>Valid from a day on</span>
        </label>
        <label className="ref-check">
          <input
            type="radio"
            name="validity"
            checked={validFrom === null}
            onChange={() => set({ validFrom: null })}
          />
          <span>Valid since always</span>
        </label>
        {validFrom === null ? null : (
          <label className="ref-field">
            <span>First day</span>
            <input
              type="date"
              value={validFrom}
              onChange={({ target }) => set({ validFrom: target.value })}
            />
          </label>
        )}
        <TextField
          label="Why"
          value={note}
          hint="One sentence for whoever asks in a year."
          change={(value) => set({ note: value })}
        />
      </div>
      {validFrom === null || (validFrom !== '' && validFrom < today()) ? (
        <p className="share-sum">
          This restates the past: figures of {validFrom === null ? 'all days' : 'the days since then'} are
          computed anew, and each that changes says so.
        </p>
      ) : null}
    </fieldset>
  );
}

/** Somebody was faster. What was typed here stays; the other version can be read first. */
function Outdated({
  kind,
  id,
  basedOn,
  accept,
}: {
  kind: ReferenceKind;
  id: string;
  basedOn: number;
  accept: (version: number) => void;
}) {
  const { data, refetch, isFetching } = useVersions(kind, id);
  const newest = data?.[0]?.version ?? 0;
  return (
    <div className="links">
      <a href={referencePath(kind, id)} target="_blank" rel="noreferrer">
        See what they published
      </a>
      {newest > basedOn ? (
        <button type="button" className="button button-quiet" onClick={() => accept(newest)}>
          Mine holds: publish it on top of version {newest}
        </button>
      ) : (
        <button
          type="button"
          className="button button-quiet"
          disabled={isFetching}
          onClick={() => void refetch()}
        >
          Read their version
        </button>
      )}
    </div>
  );
}

function publicationProblems({ validFrom, note }: Publication): string[] {
  return [
    ...(validFrom === '' ? ['Say from which day on it is valid.'] : []),
    ...(note.trim().length < 3 ? ['Say why, in a sentence: it stays with the version.'] : []),
  ];
}

/** The author's own calendar day. */
function today(): string {
  const now = new Date();
  return `${String(now.getFullYear())}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}
