import { quantity } from '../batch/units.js';
import { inGrams, type Doubt } from '../doubt.js';
import { t } from '../language/language.js';
import { Tap } from './tap.js';

/** The two answers to a doubted weight: it was in grams, or it is right. @param onText as the pad would have typed it */
export function DoubtChoice({
  doubt,
  decimals = 1,
  onText,
  onSure,
}: {
  doubt: Doubt;
  decimals?: 1 | 2;
  onText: (text: string) => void;
  onSure: (key: string) => void;
}) {
  const inKg = inGrams(doubt, decimals);
  return (
    <div className="others two instead">
      <Tap className="secondary strong" onClick={() => onText(inKg)}>
        {t('doubt.itIs', { kg: quantity(Number(inKg), 'kg') })}
      </Tap>
      <Tap className="secondary" onClick={() => onSure(doubt.key)}>
        {t('doubt.itIs', { kg: quantity(doubt.grams / 1_000, 'kg') })}
      </Tap>
    </div>
  );
}
