import { useId, useState, type ReactNode } from 'react';
import '../../parts/field.css';

/** The fields of the forms: a label, a unit where there is one, and a value of the type that the record has. */

interface FieldProps<T> {
  label: string;
  value: T;
  change: (value: T) => void;
  hint?: string;
}

export function TextField({
  label,
  value,
  change,
  hint,
  suggestions,
  maxLength = 500,
}: FieldProps<string> & { suggestions?: readonly string[]; maxLength?: number }) {
  const list = useId();
  return (
    <label className="ref-field">
      <span>{label}</span>
      <input
        value={value}
        maxLength={maxLength}
        list={suggestions ? list : undefined}
        onChange={({ target }) => change(target.value)}
      />
      {suggestions ? (
        <datalist id={list}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      {hint === undefined ? null : <small>{hint}</small>}
    </label>
  );
}

/** Left empty, it is not known: null. */
export function OptionalTextField({
  value,
  change,
  ...rest
}: FieldProps<string | null> & { suggestions?: readonly string[] }) {
  return <TextField {...rest} value={value ?? ''} change={(text) => change(text === '' ? null : text)} />;
}

export function SourceField({
  value,
  change,
}: {
  value: string | null;
  change: (value: string | null) => void;
}) {
  return (
    <OptionalTextField
      label="Source"
      value={value}
      change={change}
      hint="The study, data set or standard, with its year. Left empty, pages say that no source is known."
    />
  );
}

/** Keeps what is typed; an unreadable number is NaN, which the checks name. `factor` is how many of the shown unit are 1. */
export function NumberField({
  label,
  value,
  change,
  unit,
  hint,
  factor = 1,
}: FieldProps<number> & { unit?: string; factor?: number }) {
  const [text, setText] = useState(() => (Number.isNaN(value) ? '' : shown(value * factor)));
  return (
    <label className="ref-field ref-number">
      <span>{label}</span>
      <span className="with-unit">
        <input
          value={text}
          inputMode="decimal"
          aria-invalid={Number.isNaN(value)}
          onChange={({ target }) => {
            setText(target.value);
            change(numberIn(target.value) / factor);
          }}
        />
        {unit === undefined ? null : <span>{unit}</span>}
      </span>
      {hint === undefined ? null : <small>{hint}</small>}
    </label>
  );
}

/** A share of 1, shown and typed in per cent. */
export function ShareField(props: FieldProps<number>) {
  return <NumberField {...props} unit="%" factor={100} />;
}

/** Left empty, it is not known: null. */
export function OptionalNumberField({
  label,
  value,
  change,
  unit,
  hint,
  factor = 1,
}: FieldProps<number | null> & { unit?: string; factor?: number }) {
  const [text, setText] = useState(() =>
    value === null || Number.isNaN(value) ? '' : shown(value * factor),
  );
  return (
    <label className="ref-field ref-number">
      <span>{label}</span>
      <span className="with-unit">
        <input
          value={text}
          inputMode="decimal"
          placeholder="not known"
          aria-invalid={Number.isNaN(value)}
          onChange={({ target }) => {
            setText(target.value);
            change(target.value.trim() === '' ? null : numberIn(target.value) / factor);
          }}
        />
        {unit === undefined ? null : <span>{unit}</span>}
      </span>
      {hint === undefined ? null : <small>{hint}</small>}
    </label>
  );
}

export function ChoiceField<T extends string>({
  label,
  value,
  change,
  hint,
  choices,
}: FieldProps<T> & { choices: Readonly<Record<T, string>> }) {
  const values = Object.keys(choices) as T[];
  return (
    <label className="ref-field">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ target }) => {
          const chosen = values.find((one) => one === target.value);
          if (chosen !== undefined) change(chosen);
        }}
      >
        {values.map((one) => (
          <option key={one} value={one}>
            {choices[one]}
          </option>
        ))}
      </select>
      {hint === undefined ? null : <small>{hint}</small>}
    </label>
  );
}

export function CheckField({ label, value, change }: FieldProps<boolean>) {
  return (
    <label className="ref-check">
      <input type="checkbox" checked={value} onChange={({ target }) => change(target.checked)} />
      <span>{label}</span>
    </label>
  );
}

export function FieldGroup({
  legend,
  children,
  hint,
}: {
  legend: string;
  children: ReactNode;
  hint?: string;
}) {
  return (
    <fieldset className="ref-group">
      <legend>{legend}</legend>
      {hint === undefined ? null : <p className="quiet">{hint}</p>}
      <div className="ref-fields">{children}</div>
    </fieldset>
  );
}

/** From a lower to a higher value, or not known. */
export function RangeField({
  label,
  value,
  change,
  unit,
  known,
}: FieldProps<{ min: number; max: number } | null> & { unit: string; known: string }) {
  return (
    <FieldGroup legend={label}>
      <CheckField
        label={known}
        value={value !== null}
        change={(isKnown) => change(isKnown ? { min: NaN, max: NaN } : null)}
      />
      {value === null ? null : (
        <>
          <NumberField
            label="from"
            value={value.min}
            unit={unit}
            change={(min) => change({ ...value, min })}
          />
          <NumberField label="to" value={value.max} unit={unit} change={(max) => change({ ...value, max })} />
        </>
      )}
    </FieldGroup>
  );
}

/** What the shares sum to, live: green at 100 %. */
export function ShareSum({ shares }: { shares: readonly number[] }) {
  const sum = shares.reduce((total, share) => total + share, 0);
  const isWhole = Math.abs(sum - 1) <= 1e-6;
  return (
    <p className={isWhole ? 'share-sum share-whole' : 'share-sum'} role="status">
      {Number.isNaN(sum) ? 'One of the shares is no number.' : `Together ${shown(sum * 100)} % of 100 %`}
    </p>
  );
}

/** A comma or a point before the decimals, as people write them; anything else is NaN. */
function numberIn(text: string): number {
  const plain = text.trim().replace(',', '.');
  return plain === '' ? NaN : Number(plain);
}

/** Without the digits that floating point adds. */
function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toFixed(10))) : '';
}
