import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Field, FormProblem, SelectField } from '../../parts/form.js';
import { When } from '../../parts/when.js';

const HOUR_MS = 3_600_000;
/** How long nobody is told: from one visit to a machine to a week of works. */
const LENGTHS = [
  [HOUR_MS, 'an hour'],
  [8 * HOUR_MS, 'eight hours'],
  [24 * HOUR_MS, 'a day'],
  [168 * HOUR_MS, 'a week'],
] as const;

/** Tells nobody of something until an end, and says why: every silence has both. */
export function SilenceForm({
  silence,
  act,
  hint,
  children,
}: {
  silence: (told: { until: string; why: string }) => Promise<unknown>;
  /** What the button says. */
  act: string;
  hint?: string;
  /** What else is to be chosen. */
  children?: ReactNode;
}) {
  const queries = useQueryClient();
  const [lengthMs, setLengthMs] = useState<number>(LENGTHS[0][0]);
  const [why, setWhy] = useState('');
  const silencing = useMutation({
    mutationFn: async () => {
      const until = new Date(Date.now() + lengthMs).toISOString();
      await silence({ until, why });
      return until;
    },
    onSuccess: () => setWhy(''),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
  });
  return (
    <form
      className="silence-form"
      onSubmit={(event) => {
        event.preventDefault();
        silencing.mutate();
      }}
    >
      <SelectField<number>
        label="Tell nobody for"
        value={lengthMs}
        choices={LENGTHS}
        change={setLengthMs}
        {...(hint === undefined ? {} : { hint })}
      />
      {children}
      <Field
        label="Why"
        required
        minLength={3}
        maxLength={500}
        value={why}
        onChange={({ target }) => setWhy(target.value)}
      />
      <FormProblem error={silencing.error} />
      <p className="links">
        <button type="submit" className="button button-quiet" disabled={silencing.isPending}>
          {act}
        </button>
        <span role="status" className="form-done">
          {silencing.data === undefined ? null : (
            <>
              Nobody is told until <When at={silencing.data} />.
            </>
          )}
        </span>
      </p>
    </form>
  );
}
