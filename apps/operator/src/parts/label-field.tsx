import { t } from '../language/language.js';

/** What stands on a bag, typed by a thumb or by a reader that types. */
export function LabelField({ text, change }: { text: string; change: (text: string) => void }) {
  return (
    <label className="field">
      {t('input.lotOnBag')}
      <input
        value={text}
        autoCapitalize="characters"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => change(event.target.value.trim())}
      />
    </label>
  );
}
