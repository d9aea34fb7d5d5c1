import { OUTPUT_KINDS, type OutputKind } from '@bakeloop/domain';
import { useState } from 'react';
import { doubtAbout } from '../doubt.js';
import { useKept } from '../kept.js';
import { parseCount, parseKg } from '../kg.js';
import { kg, name, t } from '../language/language.js';
import { phone, useLog } from '../log/use-log.js';
import { freshTail, lotId } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { PhotoField } from '../photos/photo-field.js';
import { named } from '../photos/photo.js';
import { go } from '../route.js';
import { timed } from '../flow/when.js';
import { BatchWhen } from './batch-when.js';
import { Tap } from '../parts/tap.js';

interface OutputDraft {
  kind: OutputKind | null;
  pieces: string;
  weight: string;
  /** `key` of a doubt about it. */
  sureOf: string;
  tail: string | null;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
  /** Hashes. */
  photos: string[];
}
const EMPTY: OutputDraft = {
  kind: null,
  pieces: '',
  weight: '',
  sureOf: '',
  tail: null,
  time: null,
  photos: [],
};
/** These are used again or dispatched, so they get a lot of their own. */
const lotNameOf = (kind: OutputKind, productCode: string | null): string | null =>
  kind === 'product' ? (productCode ?? kind) : kind === 'granulate' || kind === 'regrind' ? kind : null;

/** What came out: kind, pieces, weight. */
export function OutputPage({
  kitchenId,
  batchId,
  productCode,
  step,
}: {
  kitchenId: string;
  batchId: string;
  productCode: string | null;
  step: string | null;
}) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<OutputDraft>(`draft.${kitchenId}.${batchId}.output`, EMPTY);
  const [active, setActive] = useState<'pieces' | 'weight'>('pieces');
  const { kind } = draft;
  if (step === null || kind === null) {
    return (
      <Screen title={t('output.title')}>
        <Choice
          label={t('output.output')}
          columns={1}
          chosen={kind}
          options={OUTPUT_KINDS.map((value) => ({
            value,
            label: name('code', value),
            hint: t(`output.${value}`),
          }))}
          onChoose={(value) => {
            setDraft({ ...draft, kind: value, tail: draft.tail ?? freshTail(phone) });
            go({ page: 'output', batch: batchId, step: 'weight' });
          }}
        />
        <BatchWhen
          kitchenId={kitchenId}
          batchId={batchId}
          time={draft.time}
          onChoose={(time) => setDraft({ ...draft, time })}
        />
      </Screen>
    );
  }
  const counted = kind === 'product';
  const pieces = parseCount(draft.pieces);
  const grams = parseKg(draft.weight);
  const { sureOf } = draft;
  const doubt = doubtAbout('batch', grams, { pieces: counted ? pieces : null, sureOf });
  const missing =
    counted && !pieces ? t('output.countPieces') : grams ? (doubt?.words ?? null) : t('input.needWeight');
  const lotName = lotNameOf(kind, productCode);
  const lot = lotName === null ? null : lotId(lotName, draft.tail ?? '');
  const keep = () => {
    if (!grams) return;
    const data = {
      kind,
      grams,
      ...(counted && pieces ? { pieces } : {}),
      ...(counted && productCode !== null ? { productCode } : {}),
      ...(lot === null ? {} : { lotId: lot }),
      ...named(draft.photos),
    };
    if (
      !save(
        kitchenId,
        { type: 'batch.output', batchId, data },
        t('output.saved', { what: name('code', kind), kg: kg(grams) }),
        timed(draft.time),
      )
    )
      return;
    setDraft(null);
    go({ page: 'batch', batch: batchId }, 'replace');
  };
  const needsCountFirst = counted && !pieces;
  return (
    <Screen
      title={counted ? t('output.countWeigh') : t('input.weigh', { what: name('code', kind) })}
      action={{ label: t('output.save'), act: keep, missing }}
      footer={
        doubt && missing === doubt.words ? (
          <DoubtChoice
            doubt={doubt}
            onText={(weight) => setDraft({ ...draft, weight })}
            onSure={(sure) => setDraft({ ...draft, sureOf: sure })}
          />
        ) : lot === null ? (
          pieces && grams && counted ? (
            <p className="net">{t('output.each', { kg: kg(Math.round(grams / pieces)) })}</p>
          ) : null
        ) : (
          <p className="net">
            {t('intake.onTheBag')} <b className="code">{lot}</b>
          </p>
        )
      }
    >
      <NumberPad
        fields={[
          ...(counted
            ? [
                {
                  name: 'pieces' as const,
                  label: t('output.pieces'),
                  unit: t('pad.pieces'),
                  text: draft.pieces,
                  decimals: 0 as const,
                },
              ]
            : []),
          {
            name: 'weight' as const,
            label: t('input.weight'),
            unit: 'kg',
            text: draft.weight,
            decimals: 1 as const,
          },
        ]}
        active={counted ? active : 'weight'}
        onActive={setActive}
        onType={(name, text) => setDraft({ ...draft, [name]: text })}
      />
      {counted && active === 'pieces' && !needsCountFirst && (
        <Tap className="secondary wide" onClick={() => setActive('weight')}>
          {t('output.nowWeight')}
        </Tap>
      )}
      <PhotoField
        kitchenId={kitchenId}
        hashes={draft.photos}
        onChange={(photos) => setDraft({ ...draft, photos })}
      />
    </Screen>
  );
}
