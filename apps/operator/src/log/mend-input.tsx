import { unitName } from '../batch/units.js';
import { asOnPad } from '../kg.js';
import { name, t, typed } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import type { MendField } from './mend.js';

/** A field of an event beside the number pad: on the phone's own keyboard, a number as the language writes it. */
export function MendInput({
  field: { name: field, text, kind, unit },
  isSuspect = false,
  onType,
}: {
  field: MendField;
  /** The server found it wrong. */
  isSuspect?: boolean;
  onType: (text: string) => void;
}) {
  if (kind === 'yes-no') {
    const options = [
      { value: 'yes', label: t('app.yes') },
      { value: 'no', label: t('app.no') },
    ];
    return <Choice label={name('field', field)} chosen={text} options={options} onChoose={onType} />;
  }
  const isText = kind === 'text';
  return (
    <label className="field">
      <span>
        {name('field', field)} {unit !== undefined && <bdi>({unitName(unit)})</bdi>}
      </span>
      <input
        value={isText ? text : typed(text)}
        aria-invalid={isSuspect}
        inputMode={isText ? 'text' : 'decimal'}
        autoComplete="off"
        onChange={({ target }) => onType(isText ? target.value : asOnPad(target.value))}
      />
    </label>
  );
}
