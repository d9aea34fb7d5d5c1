import { Delete } from 'lucide-react';
import { useId, useRef } from 'react';
import { pressKey, typeText } from '../kg.js';
import { t } from '../language/language.js';
import { Tap } from './tap.js';

export interface PadField<T extends string> {
  name: T;
  label: string;
  /** Fixed: nobody can mistake grams for kilograms. */
  unit: string;
  text: string;
  decimals: 0 | 1 | 2;
  /** Before the point; enough for what a scale weighs where left out. */
  wholeDigits?: number;
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', 'back'] as const;

/**
 * Up to three numbers and one pad with keys for a gloved thumb. The fields are real inputs, so a keyboard and a screen
 * reader work too; the phone's own small keyboard stays away.
 */
export function NumberPad<T extends string>({
  fields,
  active,
  onActive,
  onType,
}: {
  fields: readonly PadField<T>[];
  active: T;
  onActive?: (name: T) => void;
  onType: (name: T, text: string) => void;
}) {
  const id = useId();
  const inputs = useRef(new Map<T, HTMLInputElement>());
  const field = fields.find(({ name }) => name === active) ?? fields[0];
  if (!field) return null;
  const press = (key: string) => {
    onType(field.name, pressKey(field.text, key, field.decimals, field.wholeDigits));
    inputs.current.get(field.name)?.focus({ preventScroll: true });
  };
  return (
    <div className="number-pad">
      <div className={`pad-fields fields-${String(fields.length)}`}>
        {fields.map(({ name, label, unit, text, decimals, wholeDigits }) => (
          <div
            key={name}
            className="pad-field"
            data-active={name === field.name}
            onClick={() => onActive?.(name)}
          >
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <span className="pad-shown">
              <input
                ref={(element) => {
                  if (element) inputs.current.set(name, element);
                  else inputs.current.delete(name);
                }}
                id={`${id}-${name}`}
                inputMode="none"
                autoComplete="off"
                placeholder="0"
                value={text}
                aria-describedby={`${id}-${name}-unit`}
                onFocus={() => onActive?.(name)}
                onChange={(event) => onType(name, typeText(event.target.value, decimals, wholeDigits))}
              />
              <span id={`${id}-${name}-unit`} className="pad-unit">
                {unit}
              </span>
            </span>
          </div>
        ))}
      </div>
      <div className="pad-keys" role="group" aria-label={t('pad.keys', { field: field.label })}>
        {KEYS.map((key) => (
          <Tap
            key={key}
            className="pad-key"
            disabled={key === '.' && field.decimals === 0}
            aria-label={key === 'back' ? t('pad.delete') : key === '.' ? t('pad.point') : key}
            onClick={() => press(key)}
          >
            {key === 'back' ? <Delete aria-hidden /> : key}
          </Tap>
        ))}
      </div>
    </div>
  );
}
