import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { KITCHEN_NAMES } from '../../data/use-names.js';
import { FormProblem } from '../../parts/form.js';
import { Loading, ProblemPanel } from '../../parts/notices.js';
import { useProved } from '../../parts/proof.js';
import type { Organisation } from './people-page.js';
import { callConsole } from '../../data/call-console.js';

/** Says which kitchens an organisation owns; of a sponsor which are attributed to it. */
export function KitchensOf({
  organisation,
  changed,
}: {
  organisation: Organisation;
  changed: () => Promise<unknown>;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details
      className="quiet-details kitchens-of"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{organisation.kind === 'sponsor' ? 'Kitchens it sponsors' : 'Its kitchens'}</summary>
      {open ? <Choice organisation={organisation} changed={changed} /> : null}
    </details>
  );
}

function Choice({ organisation, changed }: { organisation: Organisation; changed: () => Promise<unknown> }) {
  const { id, name, kind, kitchens, byDefault, attributed } = organisation;
  const now = kind === 'sponsor' ? attributed : kitchens;
  const [chosen, setChosen] = useState<readonly string[]>(now);
  const all = useQuery(KITCHEN_NAMES);
  const proved = useProved();
  const saving = useMutation({
    mutationFn: () =>
      proved(() =>
        callConsole('assignKitchens', { params: { organisationId: id }, body: { kitchenIds: [...chosen] } }),
      ),
    onSuccess: changed,
  });
  if (all.error) return <ProblemPanel error={all.error} retry={() => void all.refetch()} />;
  if (!all.data) return <Loading label="Loading the kitchens" blocks={[120]} />;
  const nameOf = (kitchenId: string): string =>
    all.data.find((kitchen) => kitchen.id === kitchenId)?.name ?? kitchenId;
  const isSame = chosen.length === now.length && now.every((one) => chosen.includes(one));
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      {all.data.length === 0 ? <p>No kitchen has reported yet.</p> : null}
      <fieldset className="ticks kitchens-ticks">
        <legend>
          {kind === 'sponsor'
            ? `What ${name} may see`
            : `What ${name} owns; another owner of a ticked kitchen loses it`}
        </legend>
        {all.data.map((kitchen) => (
          <label key={kitchen.id} className="tick">
            <input
              type="checkbox"
              checked={chosen.includes(kitchen.id)}
              onChange={({ target }) =>
                setChosen(
                  target.checked ? [...chosen, kitchen.id] : chosen.filter((one) => one !== kitchen.id),
                )
              }
            />
            <span>
              {kitchen.name} <code>{kitchen.id}</code>
            </span>
          </label>
        ))}
      </fieldset>
      {byDefault.length === 0 ? null : (
        <p className="quiet">
          Its own, too, as long as nobody is said to own them: {byDefault.map(nameOf).join(', ')}.
        </p>
      )}
      <FormProblem error={saving.error} />
      <p className="links">
        <button type="submit" className="button" disabled={saving.isPending || isSame}>
          Save
        </button>
        <span className="form-done" role="status">
          {saving.isSuccess && isSame ? 'Saved.' : ''}
        </span>
      </p>
    </form>
  );
}
