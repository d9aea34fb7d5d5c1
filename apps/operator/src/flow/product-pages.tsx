import { RETURN_CONDITIONS, type ReturnCondition } from '@bakeloop/domain';
import { Recycle, RotateCcw, Trash2 } from 'lucide-react';
import { PRODUCT_CODES } from '../batch/recipes.js';
import { doubtAbout } from '../doubt.js';
import { parseCount, parseKg } from '../kg.js';
import { kg, name, t } from '../language/language.js';
import { named } from '../photos/photo.js';
import { go } from '../route.js';
import { FlowPage, photosIn, useForm, type Draft, type Step } from './flow-page.js';
import { LotChoice } from './lot-choice.js';

/** Pieces and weight, the same question whichever way a product goes. */
function countAndWeigh(
  draft: Draft,
  what: 'load' | 'returned',
): { step: Step; pieces: number | null; grams: number | null } {
  const pieces = parseCount(draft['pieces'] ?? '');
  const grams = parseKg(draft['weight'] ?? '');
  const missing = !pieces ? t('output.countPieces') : grams ? null : t('input.needWeight');
  const doubt = doubtAbout(what, grams, { pieces, sureOf: draft['sureOf'] ?? '' });
  return {
    pieces,
    grams,
    step: {
      id: 'weight',
      title: t('output.countWeigh'),
      kind: 'numbers',
      fields: [
        {
          name: 'pieces',
          label: t('output.pieces'),
          unit: t('pad.pieces'),
          text: draft['pieces'] ?? '',
          decimals: 0,
        },
        { name: 'weight', label: t('input.weight'), unit: 'kg', text: draft['weight'] ?? '', decimals: 1 },
      ],
      missing,
      doubted: doubt && { doubt, field: 'weight' },
    },
  };
}

const productStep = (): Step => ({
  id: 'product',
  title: t('flow.whichProduct'),
  kind: 'choice',
  field: 'product',
  label: t('start.product'),
  options: PRODUCT_CODES.map((value) => ({ value, label: name('product', value) })),
});

/** Products that leave: which lot, how many, how heavy. */
export function DispatchPage({ kitchenId, step }: { kitchenId: string; step: string | null }) {
  const form = useForm({ kitchenId, step }, 'dispatch');
  const { draft, setDraft } = form;
  const lot = draft['lot'] ?? '';
  if (step === null || lot === '') {
    return (
      <LotChoice
        kitchenId={kitchenId}
        form="dispatch"
        title={t('flow.whatLeaves')}
        chosen={lot}
        first={({ productCode, polymer }) => productCode !== null || polymer === null}
        onChoose={({ lotId, productCode }) => {
          setDraft({ ...draft, lot: lotId, product: productCode ?? draft['product'] ?? '' });
          go({ page: 'dispatch', step: productCode === null ? 'product' : 'weight' });
        }}
      />
    );
  }
  const { step: weight, pieces, grams } = countAndWeigh(draft, 'load');
  const productCode = draft['product'] ?? '';
  const project = (draft['note'] ?? '').trim().slice(0, 80);
  return (
    <FlowPage
      {...form}
      flow={{
        page: 'dispatch',
        steps: [productStep(), weight],
        facts: [
          [t('start.product'), name('product', productCode)],
          [t('input.lot'), <b className="code">{lot}</b>],
          [t('output.pieces'), String(pieces ?? '')],
          [t('input.weight'), kg(grams ?? 0)],
        ],
        note: t('flow.project'),
        photos: true,
        save: t('flow.saveDispatch'),
        saved: t('tell.dispatch', { what: name('product', productCode), kg: kg(grams ?? 0) }),
        event:
          pieces && grams
            ? {
                type: 'dispatch.recorded',
                data: {
                  lotId: lot,
                  productCode,
                  pieces,
                  grams,
                  ...(project === '' ? {} : { project }),
                  ...named(photosIn(draft)),
                },
              }
            : null,
      }}
    />
  );
}

const CONDITION_ICONS = { reuse: RotateCcw, recycle: Recycle, waste: Trash2 } as const;

/** Products that come back at the end of their life. */
export function ReturnPage({ kitchenId, step }: { kitchenId: string; step: string | null }) {
  const form = useForm({ kitchenId, step }, 'return');
  const { draft } = form;
  const { step: weight, pieces, grams } = countAndWeigh(draft, 'returned');
  const productCode = draft['product'] ?? '';
  const condition = RETURN_CONDITIONS.find((known): known is ReturnCondition => known === draft['condition']);
  return (
    <FlowPage
      {...form}
      flow={{
        page: 'return',
        steps: [
          productStep(),
          {
            id: 'condition',
            title: t('flow.whatBecomes'),
            kind: 'choice',
            field: 'condition',
            label: t('field.condition'),
            columns: 1,
            options: RETURN_CONDITIONS.map((value) => {
              const Icon = CONDITION_ICONS[value];
              return { value, label: name('code', value), icon: <Icon aria-hidden className="tile-icon" /> };
            }),
          },
          weight,
        ],
        facts: [
          [t('start.product'), name('product', productCode)],
          [t('field.condition'), condition ? name('code', condition) : ''],
          [t('output.pieces'), String(pieces ?? '')],
          [t('input.weight'), kg(grams ?? 0)],
        ],
        save: t('form.save'),
        saved: t('tell.returned', { what: name('product', productCode), kg: kg(grams ?? 0) }),
        event:
          pieces && grams && condition
            ? { type: 'return.recorded', data: { productCode, pieces, grams, condition } }
            : null,
      }}
    />
  );
}
