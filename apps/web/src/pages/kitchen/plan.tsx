import type { KitchenSummary } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../data/use-session.js';
import { Field, faultOf, FormProblem } from '../../parts/form.js';
import { PlanBar } from '../../parts/plan-bar.js';
import { callConsole } from '../../data/call-console.js';

const GRAMS_A_KG = 1_000;

/** What the day is to bring, and how far it is. */
export function Plan({ kitchen }: { kitchen: Pick<KitchenSummary, 'id' | 'planGrams' | 'today'> }) {
  const format = useFormat();
  const maySet = useMay('kitchen.plan', kitchen.id);
  const [setting, setSetting] = useState(false);
  const { planGrams } = kitchen;
  if (setting)
    return (
      <PlanForm
        kitchen={kitchen}
        onDone={() => {
          setSetting(false);
        }}
      />
    );
  if (planGrams === null && !maySet) return null;
  return (
    <div className="plan">
      {planGrams === null ? (
        <span className="quiet">No plan for the day.</span>
      ) : (
        <>
          <PlanBar goodGrams={kitchen.today.totals.goodGrams} planGrams={planGrams} />
          <span className="quiet">
            {format.percent(kitchen.today.totals.goodGrams / planGrams)} of {format.mass(planGrams)} planned a
            day
          </span>
        </>
      )}{' '}
      {maySet ? (
        <button
          type="button"
          className="text-button"
          onClick={() => {
            setSetting(true);
          }}
        >
          {planGrams === null ? 'Set a plan' : 'Change the plan'}
        </button>
      ) : null}
    </div>
  );
}

function PlanForm({
  kitchen: { id, planGrams },
  onDone,
}: {
  kitchen: Pick<KitchenSummary, 'id' | 'planGrams'>;
  onDone: () => void;
}) {
  const queries = useQueryClient();
  const [text, setText] = useState(planGrams === null ? '' : String(planGrams / GRAMS_A_KG));
  const saving = useMutation({
    mutationFn: () =>
      callConsole('setPlan', {
        params: { kitchenId: id },
        body: { goodGramsPerDay: text.trim() === '' ? null : Math.round(Number(text) * GRAMS_A_KG) },
      }),
    onSuccess: async () => {
      // Live pages are told; what is read plainly is read again.
      await queries.invalidateQueries({ queryKey: ['room'] });
      onDone();
    },
  });
  return (
    <form
      className="plan-form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <Field
        label="Good product a day, kg"
        hint="Empty: no plan."
        type="number"
        min="0.001"
        max="1000000"
        step="any"
        value={text}
        fault={faultOf(saving.error, 'goodGramsPerDay')}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <FormProblem error={saving.error} fields={['goodGramsPerDay']} />
      <p className="links">
        <button type="submit" className="button" disabled={saving.isPending}>
          Save the plan
        </button>
        <button type="button" className="text-button" onClick={onDone}>
          Cancel
        </button>
      </p>
    </form>
  );
}
