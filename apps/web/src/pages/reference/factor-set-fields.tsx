import { unitLabel } from '@bakeloop/contracts';
import {
  FACTOR_FAMILIES,
  factorFamilyOf,
  WORLD,
  type EmissionFactor,
  type FactorSetBody,
} from '@bakeloop/domain';
import { useFormat } from '@bakeloop/ui';
import { Plus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { factorValue, regionWord } from '../../data/reference-words.js';
import { NumberField, OptionalNumberField, SourceField, TextField } from './fields.js';
import type { KindFieldsProps } from './kind-fields.js';

const FAMILIES = Object.keys(FACTOR_FAMILIES);

/** The factors of a set: each a line that opens, since a set may have a hundred. */
export function FactorSetFields({ body, change }: KindFieldsProps<FactorSetBody>) {
  const set = (part: Partial<FactorSetBody>) => change({ ...body, ...part });
  const { ids, add, remove } = useIds(body.factors.length);
  const [opened, setOpened] = useState<number | null>(null);
  return (
    <>
      <fieldset className="ref-group">
        <legend>Factor set</legend>
        <div className="ref-fields">
          <TextField label="Name" value={body.name} maxLength={120} change={(name) => set({ name })} />
        </div>
        <SourceField value={body.source} change={(source) => set({ source })} />
      </fieldset>
      <fieldset className="ref-group">
        <legend>Factors</legend>
        <ul className="factor-forms">
          {body.factors.map((factor, index) => (
            <li key={ids[index]}>
              <FactorForm
                factor={factor}
                isNew={ids[index] === opened}
                change={(next) =>
                  set({ factors: body.factors.map((other, at) => (at === index ? next : other)) })
                }
                remove={() => {
                  remove(index);
                  set({ factors: body.factors.filter((_, at) => at !== index) });
                }}
              />
            </li>
          ))}
        </ul>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => {
            setOpened(add());
            set({ factors: [...body.factors, NEW_FACTOR] });
          }}
        >
          <Plus size={16} aria-hidden /> A factor
        </button>
      </fieldset>
    </>
  );
}

const NEW_FACTOR: EmissionFactor = {
  key: '',
  region: WORLD,
  kgCo2e: NaN,
  per: 'kg',
  year: null,
  uncertainty: null,
  source: null,
};

function FactorForm({
  factor,
  isNew,
  change,
  remove,
}: {
  factor: EmissionFactor;
  isNew: boolean;
  change: (factor: EmissionFactor) => void;
  remove: () => void;
}) {
  const format = useFormat();
  const set = (part: Partial<EmissionFactor>) => change({ ...factor, ...part });
  const family = factorFamilyOf(factor.key);
  return (
    <details open={isNew}>
      <summary>
        <strong>{factor.key || 'A new factor'}</strong> <span>{regionWord(factor.region, format)}</span>{' '}
        <span>{Number.isNaN(factor.kgCo2e) ? 'no value yet' : factorValue(factor, format)}</span>
      </summary>
      <div className="ref-fields">
        <TextField
          label="What it is for"
          value={factor.key}
          maxLength={80}
          suggestions={FAMILIES}
          hint={
            family === null
              ? `begins with ${FAMILIES.join(', ')}; a name may follow a slash`
              : FACTOR_FAMILIES[family].means
          }
          // The unit follows from what it is for; nobody has to know how UCUM writes it.
          change={(key) => {
            const next = factorFamilyOf(key);
            set(next === null ? { key } : { key, per: FACTOR_FAMILIES[next].per });
          }}
        />
        <TextField
          label="Where"
          value={factor.region}
          maxLength={8}
          hint={`a country (ISO 3166-1), such as KE, or ${WORLD}`}
          change={(region) => set({ region })}
        />
        <NumberField
          label="Factor"
          unit={`kg CO₂e per ${unitLabel(factor.per, 1)}`}
          value={factor.kgCo2e}
          change={(kgCo2e) => set({ kgCo2e })}
        />
        <OptionalNumberField label="Year" value={factor.year} change={(year) => set({ year })} />
        <OptionalNumberField
          label="Uncertainty, 95 %"
          unit="± %"
          factor={100}
          value={factor.uncertainty}
          change={(uncertainty) => set({ uncertainty })}
        />
        <SourceField value={factor.source} change={(source) => set({ source })} />
        <button type="button" className="text-button" onClick={remove}>
          <Trash2 size={15} aria-hidden /> Take this factor out
        </button>
      </div>
    </details>
  );
}

/** Keeps lines apart while others above them go: their number is not who they are. */
function useIds(count: number) {
  const next = useRef(count);
  const [ids, setIds] = useState(() => Array.from({ length: count }, (_, index) => index));
  return {
    ids,
    add: (): number => {
      const id = next.current;
      next.current += 1;
      setIds((before) => [...before, id]);
      return id;
    },
    remove: (index: number) => setIds((before) => before.filter((_, at) => at !== index)),
  };
}
