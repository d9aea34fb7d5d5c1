import { useFormat } from '@bakeloop/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { callConsole } from '../../data/call-console.js';
import { useKitchenNames } from '../../data/use-names.js';
import { useMay } from '../../data/use-session.js';
import { FormProblem } from '../../parts/form.js';
import { useSearchedList } from '../../parts/narrow.js';
import { ShowMore } from '../../parts/show-more.js';
import { When } from '../../parts/when.js';
import { SilenceForm } from './silence-form.js';
import { KIND_WORDS, subjectWords } from './words.js';
import '../../parts/rows.css';

/** What is told to nobody at present, of a kitchen or of all, each ended at once by who may. */
export function Silences({ kitchenId }: { kitchenId?: string }) {
  const { list, items, isNarrowed, isNone, field } = useSearchedList({
    key: ['alarms', 'silences', kitchenId ?? 'all'],
    name: 'silence',
    words: { label: 'Find by kitchen, subject, reason or who made it', none: 'No silence is like that.' },
    read: (query, options) => callConsole('silences', { query: { ...query, kitchenId } }, options),
  });
  const format = useFormat();
  const kitchens = useKitchenNames();
  const [isOpenAtFirst] = useState(kitchenId !== undefined || isNarrowed);
  if (isNone) return null;
  const isAll = !isNarrowed && !list.hasNextPage;
  return (
    <details className="panel quiet-details" open={isOpenAtFirst}>
      <summary>
        {isAll ? format.count(items.length, 'silence') : 'Silences'}: told to nobody at present
      </summary>
      {field}
      <ul className="rows">
        {items.map(({ id, kitchenId: of, kind, subject, until, why, by }) => (
          <li key={id}>
            <div>
              {kitchenId === undefined ? (
                <>
                  <strong>
                    {of === null
                      ? 'Bakeloop itself'
                      : (kitchens.find(({ id: one }) => one === of)?.name ?? of)}
                  </strong>
                  :{' '}
                </>
              ) : null}
              {kind === null ? 'all but what people can come to harm by' : KIND_WORDS[kind]}
              {subject === null ? '' : `, ${subjectWords(subject)}`}
              <p className="quiet">
                “{why}” ({by ?? 'somebody'}), until <When at={until} />
              </p>
            </div>
            <EndSilence id={id} kitchenId={of} />
          </li>
        ))}
      </ul>
      <ShowMore list={list} />
    </details>
  );
}

function EndSilence({ id, kitchenId }: { id: string; kitchenId: string | null }) {
  const queries = useQueryClient();
  const may = useMay('alarm.act', kitchenId ?? undefined);
  const ending = useMutation({
    mutationFn: () => callConsole('endSilence', { params: { silenceId: id }, body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
  });
  if (!may) return null;
  return (
    <div>
      <button
        type="button"
        className="button button-quiet"
        disabled={ending.isPending}
        onClick={() => {
          ending.mutate();
        }}
      >
        End it now
      </button>
      <FormProblem error={ending.error} />
    </div>
  );
}

/** Nobody is told of a kitchen's alarms until an end, but where people can come to harm. */
export function SilenceKitchen({ kitchenId, name }: { kitchenId: string; name: string }) {
  const may = useMay('alarm.act', kitchenId);
  if (!may) return null;
  return (
    <details className="panel quiet-details">
      <summary>Silence {name}</summary>
      <SilenceForm
        silence={(told) => callConsole('silenceKitchen', { params: { kitchenId }, body: told })}
        act="Silence the kitchen"
        hint="But of what people can come to harm by: that is told all the same."
      />
    </details>
  );
}
