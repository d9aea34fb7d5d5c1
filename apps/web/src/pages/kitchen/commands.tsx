import { callConsole } from '../../data/call-console.js';
import type { CommandKind, CommandRequest, CommandView, KitchenDetail } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerLines, commandWords, isCommandKind, KIND_WORDS, standing } from '../../data/command-words.js';
import { useMay } from '../../data/use-session.js';
import { ProblemPanel } from '../../parts/notices.js';
import '../../parts/field.css';

const SHOWN = 5;

/** What the kitchen's agent can be asked for from afar, and what became of what was asked; absent where it takes nothing. */
export function Commands({ kitchen }: { kitchen: KitchenDetail }) {
  const { id: kitchenId, commandsChangedAt, timeZone } = kitchen;
  const mayAsk = useMay('kitchen.command', kitchenId);
  const taken = (kitchen.birth?.commands ?? []).filter(isCommandKind);
  const commands = useQuery({
    queryKey: ['commands', kitchenId, commandsChangedAt],
    queryFn: ({ signal }) =>
      callConsole('commands', { params: { kitchenId }, query: { limit: SHOWN } }, { signal }),
    enabled: commandsChangedAt !== null,
    placeholderData: (before) => before,
  });
  if ((taken.length === 0 || !mayAsk) && commandsChangedAt === null) return null;
  return (
    <section aria-labelledby="commands-heading">
      <div className="section-head">
        <h2 id="commands-heading">Ask the kitchen</h2>
        <span className="quiet">Only its agent is asked. Nothing here starts, stops or sets a machine.</span>
      </div>
      {taken.length === 0 || !mayAsk ? null : <AskForm kitchenId={kitchenId} taken={taken} />}
      <ul className="commands" aria-label="What was asked">
        {(commands.data?.items ?? []).map((command) => (
          <Asked key={command.id} command={command} timeZone={timeZone} />
        ))}
      </ul>
    </section>
  );
}

function AskForm({ kitchenId, taken }: { kitchenId: string; taken: readonly CommandKind[] }) {
  const [kind, setKind] = useState<CommandKind>(taken[0] ?? 'report-state');
  const [driver, setDriver] = useState('');
  const [note, setNote] = useState('');
  const asking = useMutation({
    mutationFn: (body: Ask) => callConsole('sendCommand', { params: { kitchenId }, body }),
  });
  const mayAsk =
    note.trim().length >= 3 && (kind !== 'restart-driver' || driver.trim() !== '') && !asking.isPending;
  return (
    <form
      className="panel command-form"
      onSubmit={(event) => {
        event.preventDefault();
        asking.mutate(askFor(kind, driver.trim(), note));
      }}
    >
      <label className="ref-field">
        <span>What</span>
        <select
          value={kind}
          onChange={({ target }) => setKind(taken.find((one) => one === target.value) ?? kind)}
        >
          {taken.map((one) => (
            <option key={one} value={one}>
              {KIND_WORDS[one]}
            </option>
          ))}
        </select>
      </label>
      {kind === 'restart-driver' ? (
        <label className="ref-field">
          <span>Driver, as its configuration names it</span>
          <input value={driver} maxLength={40} onChange={({ target }) => setDriver(target.value)} />
        </label>
      ) : null}
      <label className="ref-field">
        <span>Why</span>
        <input value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
      </label>
      <button type="submit" className="button" disabled={!mayAsk}>
        Ask
      </button>
      <div aria-live="polite" className="command-outcome">
        {asking.error ? <ProblemPanel error={asking.error} /> : null}
      </div>
    </form>
  );
}

type Ask = Pick<CommandRequest, 'note'> &
  ({ kind: 'report-state' | 'report-readings' } | { kind: 'restart-driver'; data: { driver: string } });

function askFor(kind: CommandKind, driver: string, note: string): Ask {
  return kind === 'restart-driver' ? { kind, data: { driver }, note } : { kind, note };
}

/** One command: who asked for what and why, where it stands, and each step with its time. */
function Asked({ command, timeZone }: { command: CommandView; timeZone: string }) {
  const format = useFormat();
  const answer = answerLines(command);
  return (
    <li className="panel">
      <p>
        <strong>{commandWords(command)}</strong>
        <span className={command.state === 'failed' ? 'command-failed' : 'quiet'}>
          {' '}
          · {standing(command)}
        </span>
      </p>
      <p className="quiet">
        {command.by} (“{command.note}”), {format.instant(Date.parse(command.createdAt), timeZone)}
      </p>
      {answer.length === 0 ? null : (
        <ul className="command-answer">
          {answer.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <details>
        <summary>What became of it</summary>
        <ol className="command-steps">
          {command.steps.map(({ state, saidBy, at, reason }) => (
            <li key={`${state} ${saidBy}`}>
              {format.instant(Date.parse(at), timeZone)}: {state}, says the {saidBy}
              {reason === null ? '' : ` (${reason})`}
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}
