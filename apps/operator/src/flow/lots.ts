import { reduceLots, resolveEvents, type KitchenEvent, type LotForm } from '@bakeloop/domain';
import { useMemo } from 'react';
import { polymerName } from '../intake/polymers.js';
import { kg, name, t } from '../language/language.js';
import { factsOf } from '../log/entries.js';
import { useLog } from '../log/use-log.js';
import { useServer } from '../server/use-server.js';

/** A lot that somebody may reach for. Masses integer grams. */
export interface StockLot {
  lotId: string;
  polymer: string | null;
  form: LotForm | null;
  /** Null: not a product, as far as is known. */
  productCode: string | null;
  pieces: number | null;
  /** What is left of it by the log; below zero where more was taken than it held. */
  leftGrams: number;
}

/** `HDPE · 24.5 kg left`. */
export function lotWords({ productCode, polymer, form, leftGrams }: StockLot): string {
  const plain = polymer === null ? name('code', form ?? 'product') : polymerName(polymer);
  return t('lot.left', {
    what: productCode === null ? plain : name('product', productCode),
    kg: kg(leftGrams),
  });
}

/** A lot is letters, digits and - _ . : only. */
export const LOT_ID = /^[A-Za-z0-9][A-Za-z0-9\-_.:]{0,63}$/;

/** What the server told of a lot, before the phone's own unsent events. */
export interface ToldLot {
  lotId: string;
  polymer: string | null;
  form: string | null;
  producedGrams: number;
  consumedGrams: number;
}

/**
 * Lots with something left in them, newest first: the server's, changed by what waits on this phone, and those that only
 * this phone knows.
 * @param unsent own events that the server's answer cannot know yet
 * @param own all events of this phone, for what only they say of a lot
 */
export function stockOf(
  told: readonly ToldLot[],
  unsent: readonly KitchenEvent[],
  own: readonly KitchenEvent[],
): StockLot[] {
  const waiting = reduceLots(resolveEvents(unsent).effective);
  const products = productsOf(own);
  const toldIds = new Set(told.map(({ lotId }) => lotId));
  const fresh: ToldLot[] = [...waiting.values()].filter(({ lotId }) => !toldIds.has(lotId)).reverse();
  return [...fresh, ...told]
    .map((lot) => {
      const change = toldIds.has(lot.lotId) ? waiting.get(lot.lotId) : undefined;
      const made = products.get(lot.lotId);
      return {
        lotId: lot.lotId,
        polymer: lot.polymer ?? change?.polymer ?? null,
        form: formOf(lot.form ?? change?.form ?? null),
        productCode: made?.productCode ?? null,
        pieces: made?.pieces ?? null,
        leftGrams:
          lot.producedGrams - lot.consumedGrams + (change?.producedGrams ?? 0) - (change?.consumedGrams ?? 0),
      };
    })
    .filter(({ leftGrams }) => leftGrams > 0);
}

const formOf = (form: string | null): LotForm | null =>
  form === 'whole' || form === 'flake' || form === 'granulate' ? form : null;

function productsOf(
  events: readonly KitchenEvent[],
): Map<string, { productCode: string; pieces: number | null }> {
  const products = new Map<string, { productCode: string; pieces: number | null }>();
  for (const { type, data } of resolveEvents(events).effective) {
    if (
      type === 'batch.output' &&
      data.kind === 'product' &&
      data.lotId !== undefined &&
      data.productCode !== undefined
    )
      products.set(data.lotId, { productCode: data.productCode, pieces: data.pieces ?? null });
  }
  return products;
}

/** The lots of a kitchen as this phone knows them, with or without a network. */
export function useStock(kitchenId: string): StockLot[] {
  const { entries } = useLog();
  const { data } = useServer(`lots.${kitchenId}`, 'lots', {
    params: { kitchenId },
    query: { limit: 60, cursor: undefined },
  });
  return useMemo(() => {
    const own = entries.filter((entry) => entry.kitchenId === kitchenId);
    const unsent = data === null ? own : own.filter(({ state }) => state.kind === 'waiting');
    return stockOf(data?.items ?? [], factsOf(unsent), factsOf(own));
  }, [data, entries, kitchenId]);
}
