import type { Annotation, WriteAnnotation } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import type { ChartNote } from '@bakeloop/ui/charts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageSquarePlus, Pencil } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { batchPath, machinePath } from '../../data/addresses.js';
import { useMay } from '../../data/use-session.js';
import { atWall, wallInput } from '../../data/wall-time.js';
import { Field, FormProblem } from '../form.js';
import { TwoSteps } from '../two-steps.js';
import './notes.css';
import { callConsole } from '../../data/call-console.js';

/** What notes are about: a kitchen, one of its machines, or one of its batches. */
export interface Noted {
  kitchenId: string;
  timeZone: string;
  machine?: string | undefined;
  batchId?: string | undefined;
}
interface Window {
  fromMs: number;
  toMs: number;
}

const MINUTE_MS = 60_000;
/** Others write, too. */
const READ_AGAIN_MS = 30_000;
const NONE: Annotation[] = [];

/** Notes that touch a time, oldest first, as charts number them. */
export function useNotes({ kitchenId, machine, batchId }: Noted, { fromMs, toMs }: Window): Annotation[] {
  const mayWatch = useMay('kitchen.watch', kitchenId);
  const [from, to] = [Math.floor(fromMs / MINUTE_MS) * MINUTE_MS, Math.ceil(toMs / MINUTE_MS) * MINUTE_MS];
  const { data } = useQuery({
    queryKey: ['annotations', kitchenId, machine ?? '', batchId ?? '', from, to],
    queryFn: ({ signal }) => {
      const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), machine, batchId };
      return callConsole('annotations', { params: { kitchenId }, query }, { signal });
    },
    enabled: mayWatch,
    refetchInterval: READ_AGAIN_MS,
    gcTime: MINUTE_MS,
    placeholderData: (before) => before,
  });
  return useMemo(() => data?.items.toReversed() ?? NONE, [data]);
}

export const chartNotes = (notes: readonly Annotation[]): ChartNote[] =>
  notes.map(({ id, from, to, text }) => ({
    id,
    fromMs: Date.parse(from),
    toMs: to === null ? null : Date.parse(to),
    text,
  }));

/** The notes beside charts, numbered as on them, and a form to write one. */
export function Notes({
  about,
  notes,
  window,
}: {
  about: Noted;
  notes: readonly Annotation[];
  window: Window;
}) {
  const mayWrite = useMay('kitchen.annotate', about.kitchenId);
  const mayCorrect = useMay('log.correct', about.kitchenId);
  const [writing, setWriting] = useState(false);
  if (!mayWrite && notes.length === 0) return null;
  return (
    <div className="notes">
      <div className="notes-head">
        <h3>Notes{notes.length === 0 ? '' : ` (${String(notes.length)})`}</h3>
        {mayWrite && !writing ? (
          <button
            type="button"
            className="text-button"
            onClick={() => {
              setWriting(true);
            }}
          >
            <MessageSquarePlus size={16} aria-hidden /> Write a note
          </button>
        ) : null}
      </div>
      {writing ? (
        <NoteForm
          about={about}
          window={window}
          onDone={() => {
            setWriting(false);
          }}
        />
      ) : null}
      {notes.length === 0 ? null : (
        <ol className="notes-list">
          {notes.map((note) => (
            <Note
              key={note.id}
              note={note}
              about={about}
              window={window}
              mayRemove={note.own || mayCorrect}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function Note({
  note,
  about,
  window,
  mayRemove,
}: {
  note: Annotation;
  about: Noted;
  window: Window;
  mayRemove: boolean;
}) {
  const format = useFormat();
  const forget = useForget(about.kitchenId);
  const [changing, setChanging] = useState(false);
  const params = { kitchenId: note.kitchenId, annotationId: note.id };
  const removing = useMutation({
    mutationFn: () => callConsole('removeAnnotation', { params }),
    onSuccess: forget,
  });
  const time = (iso: string) => format.instant(Date.parse(iso), about.timeZone, 'dateTime');
  if (changing)
    return (
      <li>
        <NoteForm
          about={about}
          window={window}
          before={note}
          onDone={() => {
            setChanging(false);
          }}
        />
      </li>
    );
  return (
    <li>
      <p className="note-text">{note.text}</p>
      <p className="quiet">
        {time(note.from)}
        {note.to === null ? '' : ` to ${time(note.to)}`}
        {note.machine === null || note.machine === about.machine ? null : (
          <>
            {' · '}
            <Link to={machinePath(note.kitchenId, note.machine)}>{note.machine}</Link>
          </>
        )}
        {note.batchId === null || note.batchId === about.batchId ? null : (
          <>
            {' · '}
            <Link to={batchPath(note.kitchenId, note.batchId)}>{note.batchId}</Link>
          </>
        )}
        {' · '}
        {note.by ?? 'somebody who was forgotten'}
        {note.changedAt === null ? '' : ', changed since'}
      </p>
      <div className="links">
        {note.own ? (
          <button
            type="button"
            className="text-button"
            onClick={() => {
              setChanging(true);
            }}
          >
            <Pencil size={15} aria-hidden /> Change
          </button>
        ) : null}
        {mayRemove ? (
          <TwoSteps
            quiet
            label="Remove"
            about={note.text}
            sure="Remove it for everybody"
            isPending={removing.isPending}
            act={() => {
              removing.mutate();
            }}
          />
        ) : null}
      </div>
      <FormProblem error={removing.error} />
    </li>
  );
}

/** Every list of the kitchen's notes is read again. */
function useForget(kitchenId: string) {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['annotations', kitchenId] });
}

function NoteForm({
  about,
  window,
  before,
  onDone,
}: {
  about: Noted;
  window: Window;
  before?: Annotation;
  onDone: () => void;
}) {
  const { kitchenId, timeZone } = about;
  const forget = useForget(kitchenId);
  const [text, setText] = useState(before?.text ?? '');
  const [from, setFrom] = useState(wallInput(before ? Date.parse(before.from) : window.toMs, timeZone));
  const [to, setTo] = useState(before?.to ? wallInput(Date.parse(before.to), timeZone) : '');
  const saving = useMutation({
    mutationFn: () => {
      const body: WriteAnnotation = {
        machine: before ? before.machine : (about.machine ?? null),
        batchId: before ? before.batchId : (about.batchId ?? null),
        // The fields hold a time, or the browser sends nothing.
        from: new Date(atWall(from, timeZone)).toISOString(),
        to: to === '' ? null : new Date(atWall(to, timeZone)).toISOString(),
        text: text.trim(),
      };
      return before
        ? callConsole('changeAnnotation', { params: { kitchenId, annotationId: before.id }, body })
        : callConsole('annotate', { params: { kitchenId }, body });
    },
    onSuccess: async () => {
      await forget();
      onDone();
    },
  });
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Field
        label="Note"
        required
        maxLength={500}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <div className="note-times">
        <Field
          label="At, or from"
          type="datetime-local"
          required
          value={from}
          onChange={({ target }) => {
            setFrom(target.value);
          }}
        />
        <Field
          label="To, where it is a time"
          type="datetime-local"
          min={from}
          value={to}
          onChange={({ target }) => {
            setTo(target.value);
          }}
        />
      </div>
      <p className="quiet">By the kitchen&apos;s clock, {timeZone.replace(/_/g, ' ')}.</p>
      <FormProblem error={saving.error} />
      <p className="links">
        <button type="submit" className="button" disabled={saving.isPending || text.trim() === ''}>
          {before ? 'Change the note' : 'Save the note'}
        </button>
        <button type="button" className="text-button" onClick={onDone}>
          Cancel
        </button>
      </p>
    </form>
  );
}
