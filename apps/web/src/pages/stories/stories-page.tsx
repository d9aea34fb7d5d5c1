import { STORY_LANGUAGES } from '@bakeloop/contracts';
import { type CallAnswer } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Link, useParams } from 'react-router';
import { kitchenPath } from '../../data/addresses.js';
import { useKitchenNames } from '../../data/use-names.js';
import { useMay } from '../../data/use-session.js';
import { faultOf, Field, FormProblem, SelectField } from '../../parts/form.js';
import { Needs } from '../../parts/gate.js';
import { Answered } from '../../parts/answered.js';
import { useSearchedList } from '../../parts/narrow.js';
import { EmptyPanel } from '../../parts/notices.js';
import { ShowMore } from '../../parts/show-more.js';
import { useTitle } from '../../parts/use-title.js';
import { When } from '../../parts/when.js';
import '../../parts/rows.css';
import './stories.css';
import { callConsole } from '../../data/call-console.js';

type Story = CallAnswer<'stories'>['items'][number];

let names: Intl.DisplayNames | undefined;
const languageName = (language: string): string =>
  (names ??= new Intl.DisplayNames('en', { type: 'language' })).of(language) ?? language;

/** What a kitchen tells of itself on its public page: written here, read by somebody else, then public. */
export function StoriesPage() {
  const { kitchenId = '' } = useParams();
  return (
    <Needs permission="story.write" kitchenId={kitchenId}>
      <Stories kitchenId={kitchenId} />
    </Needs>
  );
}

function Stories({ kitchenId }: { kitchenId: string }) {
  const queries = useQueryClient();
  const mayReview = useMay('story.review');
  const name = useKitchenNames().find(({ id }) => id === kitchenId)?.name ?? kitchenId;
  useTitle(`Story of ${name}`);
  const { list, items, isNone, field } = useSearchedList({
    key: ['stories', kitchenId],
    words: { label: 'Find by words of a story, or by who wrote it', none: 'No story is like that.' },
    read: (query, options) => callConsole('stories', { params: { kitchenId }, query }, options),
  });
  const changed = () => queries.invalidateQueries({ queryKey: ['stories', kitchenId] });
  return (
    <div className="page">
      <p className="crumb">
        <Link to="/fleet">Fleet</Link> <span aria-hidden>/</span>{' '}
        <Link to={kitchenPath(kitchenId)}>{name}</Link>
      </p>
      <h1>The story of this kitchen</h1>
      <p className="lead">
        In English, Dutch or your own language, for everybody:{' '}
        <a href={`/stories/${kitchenId}`}>its public page</a>. Somebody else reads it first. Name nobody who
        has not agreed to it.
      </p>
      <Write kitchenId={kitchenId} changed={changed} />
      <Answered query={list} reading="Loading the stories" blocks={[120, 120]}>
        {() =>
          isNone ? (
            <EmptyPanel title="Nothing written yet">
              <p>Who works here, what is made, for whom: a few sentences are enough.</p>
            </EmptyPanel>
          ) : (
            <section aria-labelledby="written-heading">
              <h2 id="written-heading">Written so far</h2>
              {field}
              <ul className="rows">
                {items.map((story) => (
                  <Row
                    key={story.id}
                    kitchenId={kitchenId}
                    story={story}
                    mayReview={mayReview}
                    changed={changed}
                  />
                ))}
              </ul>
              <ShowMore list={list} />
            </section>
          )
        }
      </Answered>
    </div>
  );
}

function Write({ kitchenId, changed }: { kitchenId: string; changed: () => Promise<unknown> }) {
  const id = useId();
  const [language, setLanguage] = useState<(typeof STORY_LANGUAGES)[number]>('en');
  const [title, setTitle] = useState('');
  const [body, setBody] = useState('');
  const writing = useMutation({
    mutationFn: () => callConsole('writeStory', { params: { kitchenId }, body: { language, title, body } }),
    onSuccess: () => {
      setTitle('');
      setBody('');
      return changed();
    },
  });
  const fault = faultOf(writing.error, 'body');
  return (
    <section className="panel" aria-labelledby="write-heading">
      <h2 id="write-heading">Write</h2>
      <form
        className="form story-form"
        onSubmit={(event) => {
          event.preventDefault();
          writing.mutate();
        }}
      >
        <SelectField
          label="Language"
          value={language}
          choices={STORY_LANGUAGES.map((one) => [one, languageName(one)] as const)}
          change={setLanguage}
        />
        <Field
          label="Title"
          required
          maxLength={120}
          lang={language}
          fault={faultOf(writing.error, 'title')}
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        <div className="ref-field">
          <label htmlFor={id}>Story</label>
          <textarea
            id={id}
            required
            minLength={20}
            maxLength={5_000}
            rows={8}
            lang={language}
            dir="auto"
            aria-describedby={`${id}-hint`}
            aria-invalid={fault ? true : undefined}
            value={body}
            onChange={({ target }) => setBody(target.value)}
          />
          <small id={`${id}-hint`}>{fault ?? 'Plain text; an empty line begins a new paragraph.'}</small>
        </div>
        <FormProblem error={writing.error} fields={['title', 'body']} />
        <p className="links">
          <button type="submit" className="button" disabled={writing.isPending}>
            Hand it in
          </button>
          <span className="form-done" role="status">
            {writing.isSuccess ? 'Handed in: it is public once somebody else has read it.' : ''}
          </span>
        </p>
      </form>
    </section>
  );
}

function Row({
  kitchenId,
  story,
  mayReview,
  changed,
}: {
  kitchenId: string;
  story: Story;
  mayReview: boolean;
  changed: () => Promise<unknown>;
}) {
  const { id, language, title, body, writtenBy, writtenAt, decidedBy, published } = story;
  const [note, setNote] = useState('');
  const deciding = useMutation({
    mutationFn: (publish: boolean) =>
      callConsole('decideStory', {
        params: { kitchenId, storyId: id },
        body: { published: publish, ...(note.trim() === '' ? {} : { note }) },
      }),
    onSettled: changed,
  });
  return (
    <li>
      <div>
        <strong lang={language} dir="auto">
          {title}
        </strong>
        <span className="tag">{languageName(language)}</span>
        <span className={`tag${published === true ? ' tag-good' : published === false ? ' tag-bad' : ''}`}>
          {published === null ? 'to be read' : published ? 'public' : 'not public'}
        </span>
        <p className="story-body" lang={language} dir="auto">
          {body}
        </p>
        <p className="quiet">
          written by {writtenBy ?? 'somebody'}, <When at={writtenAt} />
          {published === null ? '' : ` · read by ${decidedBy ?? 'somebody'}`}
          {story.note === null ? '' : `: ${story.note}`}
        </p>
      </div>
      {mayReview ? (
        <details className="quiet-details">
          <summary>{published === true ? 'Take it back' : 'Decide'}</summary>
          <div className="form">
            <Field
              label="Why, where it is not published"
              maxLength={500}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
            <p className="links">
              {published === true ? null : (
                <button
                  type="button"
                  className="button"
                  disabled={deciding.isPending}
                  onClick={() => deciding.mutate(true)}
                >
                  Publish
                </button>
              )}
              <button
                type="button"
                className="button button-bad"
                disabled={deciding.isPending || note.trim() === ''}
                onClick={() => deciding.mutate(false)}
              >
                Do not publish
              </button>
            </p>
            <FormProblem error={deciding.error} />
          </div>
        </details>
      ) : null}
    </li>
  );
}
