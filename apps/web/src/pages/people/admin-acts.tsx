import { saveFile } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Field, FormProblem } from '../../parts/form.js';
import { useProved } from '../../parts/proof.js';
import { TwoSteps } from '../../parts/two-steps.js';
import type { HandedLink, Person } from './people-page.js';
import { callConsole } from '../../data/call-console.js';

/** What only an admin does with somebody: shut them out, hand out all that is kept about them, forget them. */
export function AdminActs({
  person,
  isOneself,
  handOver,
  changed,
}: {
  person: Person;
  isOneself: boolean;
  handOver: (link: HandedLink) => void;
  changed: () => Promise<unknown>;
}) {
  const proved = useProved();
  const params = { personId: person.id };
  const isOut = person.disabledAt !== null;
  const shutting = useMutation({
    mutationFn: () => callConsole('setDisabled', { params, body: { disabled: !isOut } }),
    onSettled: changed,
  });
  const exporting = useMutation({
    mutationFn: () => proved(() => callConsole('exportPerson', { params })),
    onSuccess: (all) =>
      saveFile(
        `bakeloop-person-${person.id}.json`,
        new Blob([JSON.stringify(all, null, 2)], { type: 'application/json' }),
      ),
  });
  const losing = useMutation({
    mutationFn: () => proved(() => callConsole('lostFactor', { params })),
    onSuccess: (link) =>
      handOver({ title: `The link for ${person.name}, who lost their second factor`, link }),
  });
  return (
    <>
      {!isOneself && (person.hasTotp || person.hasPasskey) ? (
        <TwoSteps
          label="Link: second factor lost"
          about={person.name}
          sure="I have made sure who asks"
          keep="Not yet"
          isPending={losing.isPending}
          act={() => losing.mutate()}
        />
      ) : null}
      <button
        type="button"
        className="button button-quiet"
        disabled={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        Download all that is kept
      </button>
      {isOneself ? null : (
        <>
          <button
            type="button"
            className={isOut ? 'button button-quiet' : 'button button-bad'}
            disabled={shutting.isPending}
            onClick={() => shutting.mutate()}
          >
            {isOut ? 'Let in again' : 'Shut out at once'}
          </button>
          <Erase person={person} changed={changed} />
        </>
      )}
      <FormProblem error={shutting.error ?? exporting.error ?? losing.error} />
    </>
  );
}

/** It cannot be undone: whoever does it types whom it is about. */
function Erase({ person, changed }: { person: Person; changed: () => Promise<unknown> }) {
  const proved = useProved();
  const [typed, setTyped] = useState('');
  const erasing = useMutation({
    mutationFn: () => proved(() => callConsole('erasePerson', { params: { personId: person.id } })),
    onSettled: changed,
  });
  return (
    <details className="quiet-details">
      <summary>Forget this person …</summary>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          erasing.mutate();
        }}
      >
        <p>
          Name, address, sessions and tokens are erased for good. What they logged stays, by nobody who is
          known.
        </p>
        <Field
          label={`Type “${person.email}” to go on`}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <FormProblem error={erasing.error} />
        <p className="links">
          <button
            type="submit"
            className="button button-bad"
            disabled={erasing.isPending || typed.trim().toLowerCase() !== person.email.toLowerCase()}
          >
            Forget for good
          </button>
        </p>
      </form>
    </details>
  );
}
