import { ScanLine } from 'lucide-react';
import { useEffect } from 'react';
import { useKept, writeKept } from '../kept.js';
import { t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { LabelField } from '../parts/label-field.js';
import { Screen } from '../parts/screen.js';
import type { Page } from '../route.js';
import { LOT_ID, lotWords, useStock, type StockLot } from './lots.js';

const SHOWN = 12;
const TYPED = '\u0000typed';

/** Which lot: those with something left, and any other by its label. */
export function LotChoice({
  kitchenId,
  form,
  title,
  chosen,
  first = () => false,
  onChoose,
}: {
  kitchenId: string;
  /** That the lot is for: names on this phone what is typed. */
  form: Page;
  title: string;
  chosen: string;
  /** Shown before the others. */
  first?: (lot: StockLot) => boolean;
  onChoose: (lot: StockLot) => void;
}) {
  const stock = useStock(kitchenId);
  const key = `draft.${kitchenId}.${form}.lot`;
  const [typed, setTyped] = useKept<string | null>(key, null);
  // Survives a reload, which runs none of this: who leaves by a choice or by the way back is done with it.
  useEffect(() => () => writeKept(key, null), [key]);
  const lots = [...stock.filter(first), ...stock.filter((lot) => !first(lot))].slice(0, SHOWN);
  const take = (lotId: string) =>
    onChoose(
      stock.find((lot) => lot.lotId === lotId) ?? {
        lotId,
        polymer: null,
        form: null,
        productCode: null,
        pieces: null,
        leftGrams: 0,
      },
    );
  const wrong = typed !== null && !LOT_ID.test(typed) ? t('input.lotLetters') : null;
  return (
    <Screen
      title={title}
      {...(typed === null
        ? {}
        : { action: { label: t('app.next'), act: () => take(typed), missing: wrong } })}
    >
      <Choice
        label={t('input.lot')}
        columns={1}
        chosen={typed === null ? chosen : TYPED}
        options={[
          ...lots.map((lot) => ({ value: lot.lotId, label: lot.lotId, hint: lotWords(lot) })),
          { value: TYPED, label: t('input.typeLot'), icon: <ScanLine aria-hidden className="tile-icon" /> },
        ]}
        onChoose={(value) => (value === TYPED ? setTyped('') : take(value))}
      />
      {typed !== null && <LabelField text={typed} change={(text) => setTyped(text.toUpperCase())} />}
    </Screen>
  );
}
