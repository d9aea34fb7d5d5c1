import { Delete, Scale } from 'lucide-react';
import { Suspense, useId, useRef, useState, type KeyboardEvent } from 'react';
import { pressKey, typedKg, typeText } from '../kg.js';
import { decimalMark, t, typed } from '../language/language.js';
import { lazyPage } from '../lazy-page.js';
import { typedByScale, wedgeListener } from '../scale/weighing.js';
import { shownWords } from '../scale/words.js';
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

/** Only where there is a scale: most kitchens read theirs and type. */
const ScalePanel = lazyPage(async () => (await import('../scale/scale-panel.js')).ScalePanel);
const canHaveScale = (): boolean => 'serial' in navigator || 'bluetooth' in navigator;

/** `kg`, `%`, `°C`, `KES`: written behind the number in every script; a word goes with its own. */
const SYMBOL = /^[\x20-\x7e°‰]*$/;
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
  const [isWeighing, setWeighing] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const wedge = useWedge();
  const field = fields.find(({ name }) => name === active) ?? fields[0];
  if (!field) return null;
  const weighs = field.unit === 'kg';
  const hear = (event: KeyboardEvent) => {
    const line = weighs ? wedge(event, field.text) : null;
    const shown = line === null ? null : typedByScale(line.said);
    if (line === null || shown === null) return;
    // The scale's own Enter is not the big button's.
    event.preventDefault();
    onType(field.name, shown.kind === 'stable' ? typedKg(shown.grams) : line.before);
    setRefusal(shown.kind === 'stable' ? null : shownWords(shown));
  };
  const press = (key: string) => {
    setRefusal(null);
    onType(field.name, pressKey(field.text, key, field.decimals, field.wholeDigits));
    inputs.current.get(field.name)?.focus({ preventScroll: true });
  };
  return (
    <div className="number-pad" onKeyDown={hear}>
      {weighs && canHaveScale() && (
        <Tap
          className="scale-button"
          aria-label={t('weigher.title')}
          aria-pressed={isWeighing}
          onClick={() => setWeighing(!isWeighing)}
        >
          <Scale aria-hidden />
        </Tap>
      )}
      <div className={`pad-fields fields-${String(fields.length)}`}>
        {fields.map(({ name, label, unit, text, decimals, wholeDigits }) => (
          <div
            key={name}
            className="pad-field"
            data-active={name === field.name}
            onClick={() => onActive?.(name)}
          >
            <label htmlFor={`${id}-${name}`}>{label}</label>
            <span className="pad-shown" dir={SYMBOL.test(unit) ? 'ltr' : undefined}>
              <input
                ref={(element) => {
                  if (element) inputs.current.set(name, element);
                  else inputs.current.delete(name);
                }}
                id={`${id}-${name}`}
                inputMode="none"
                autoComplete="off"
                placeholder="0"
                data-long={text.length > 4 ? 'long' : undefined}
                value={typed(text)}
                aria-describedby={`${id}-${name}-unit`}
                onFocus={() => onActive?.(name)}
                onChange={(event) => onType(name, typeText(event.target.value, decimals, wholeDigits))}
              />
              <bdi id={`${id}-${name}-unit`} className="pad-unit">
                {unit}
              </bdi>
            </span>
          </div>
        ))}
      </div>
      {refusal !== null && (
        <p className="notice notice-check" role="alert">
          {refusal}
        </p>
      )}
      {isWeighing && weighs ? (
        <Suspense fallback={null}>
          <ScalePanel
            onTake={(text) => {
              onType(field.name, text);
              setWeighing(false);
            }}
            onClose={() => setWeighing(false)}
          />
        </Suspense>
      ) : (
        <Keys field={field} press={press} />
      )}
    </div>
  );
}

function Keys<T extends string>({ field, press }: { field: PadField<T>; press: (key: string) => void }) {
  return (
    <div className="pad-keys" role="group" aria-label={t('pad.keys', { field: field.label })}>
      {KEYS.map((key) => (
        <Tap
          key={key}
          className="pad-key"
          disabled={key === '.' && field.decimals === 0}
          aria-label={key === 'back' ? t('pad.delete') : key === '.' ? t('pad.point') : key}
          onClick={() => press(key)}
        >
          {key === 'back' ? <Delete aria-hidden /> : key === '.' ? decimalMark() : key}
        </Tap>
      ))}
    </div>
  );
}

/** @returns takes each key and what stood in the field; gives the line of a scale that types, and what stood there before it */
function useWedge(): (event: KeyboardEvent, text: string) => { said: string; before: string } | null {
  const [heard] = useState(() => ({ key: wedgeListener(), before: '' }));
  return (event, text) => {
    const key = heard.key(event.key, event.timeStamp);
    if (key.kind === 'first') heard.before = text;
    return key.kind === 'line' ? { said: key.line, before: heard.before } : null;
  };
}
