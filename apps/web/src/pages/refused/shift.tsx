import type { Amendment } from '@bakeloop/contracts';
import { useState } from 'react';
import { Field, SelectField } from '../../parts/form.js';

const UNITS = [
  [1, 'seconds'],
  [60, 'minutes'],
  [3_600, 'hours'],
  [86_400, 'days'],
] as const;

export interface Shift {
  /** As it was typed. */
  count: string;
  /** Of `count`, s. */
  unit: (typeof UNITS)[number][0];
  direction: -1 | 1;
  set(part: Partial<Pick<Shift, 'count' | 'unit' | 'direction'>>): void;
  /** Null as long as it is no number above zero. */
  amendment: Amendment | null;
}

/** By how much a time that was refused is moved. */
export function useShift(): Shift {
  const [typed, setTyped] = useState<Pick<Shift, 'count' | 'unit' | 'direction'>>({
    count: '',
    unit: 3_600,
    direction: -1,
  });
  const count = Number(typed.count);
  return {
    ...typed,
    set: (part) => setTyped({ ...typed, ...part }),
    amendment: count > 0 ? { shiftSeconds: typed.direction * typed.unit * count } : null,
  };
}

export function ShiftFields({ shift: { count, unit, direction, set } }: { shift: Shift }) {
  return (
    <div className="form-row">
      <Field
        label="Move its time by"
        type="number"
        inputMode="decimal"
        min={0}
        step="any"
        value={count}
        onChange={({ target }) => set({ count: target.value })}
      />
      <SelectField label="In" value={unit} choices={UNITS} change={(one) => set({ unit: one })} />
      <SelectField
        label="To"
        value={direction}
        choices={[
          [-1, 'earlier: clock ahead'],
          [1, 'later: clock behind'],
        ]}
        change={(one) => set({ direction: one })}
      />
    </div>
  );
}
