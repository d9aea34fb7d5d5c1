import { MATERIALS, ORIGINS, type Material, type Origin } from '@bakeloop/domain';
import { useState } from 'react';
import { POLYMERS, polymerName } from '../intake/polymers.js';
import { doubtAbout } from '../doubt.js';
import { useKept } from '../kept.js';
import { parseKg } from '../kg.js';
import { kg, name, t } from '../language/language.js';
import { useLog } from '../log/use-log.js';
import { Choice } from '../parts/choice.js';
import { DoubtChoice } from '../parts/doubt-choice.js';
import { NumberPad } from '../parts/number-pad.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';
import { timed } from '../flow/when.js';
import { BatchWhen } from './batch-when.js';
import type { KnownLot } from './facts.js';

interface InputDraft {
  material: Material | null;
  /** Null: as usual for the material. */
  origin: Origin | null;
  polymer: string | null;
  lotId: string;
  weight: string;
  /** `key` of a doubt about it. */
  sureOf: string;
  /** RFC 3339; null: when it is saved. */
  time: string | null;
}
const EMPTY: InputDraft = {
  material: null,
  origin: null,
  polymer: null,
  lotId: '',
  weight: '',
  sureOf: '',
  time: null,
};
const LOT_ID = /^[A-Za-z0-9][A-Za-z0-9\-_.:]{0,63}$/;
const LOTS_SHOWN = 6;

/** Own scrap never counts as new recycled input, so the usual origin follows the material. */
const USUAL_ORIGIN: Record<Material, Origin> = {
  flake: 'post-consumer',
  regrind: 'own-scrap',
  sand: 'virgin',
  fibre: 'virgin',
  masterbatch: 'virgin',
  additive: 'virgin',
};
const isPlastic = (material: Material): boolean => material === 'flake' || material === 'regrind';

/** What went into the machine: material, lot, weight. */
export function InputPage({
  kitchenId,
  batchId,
  step,
  lots,
}: {
  kitchenId: string;
  batchId: string;
  step: string | null;
  lots: readonly KnownLot[];
}) {
  const { save } = useLog();
  const [draft, setDraft] = useKept<InputDraft>(`draft.${kitchenId}.${batchId}.input`, EMPTY);
  const { material } = draft;
  const toStep = (next: string) => go({ page: 'input', batch: batchId, step: next });

  if (step === null || material === null) {
    return (
      <Screen title={t('input.title')}>
        <Choice
          label={t('input.material')}
          chosen={material}
          options={MATERIALS.map((value) => ({
            value,
            label: name('code', value),
            hint: name('code', USUAL_ORIGIN[value]),
          }))}
          onChoose={(value) => {
            setDraft({ ...draft, material: value, origin: null });
            toStep(isPlastic(value) ? 'lot' : 'weight');
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
  if (step === 'lot') {
    return (
      <LotStep
        material={material}
        draft={draft}
        lots={lots}
        onChange={setDraft}
        onDone={() => toStep('weight')}
      />
    );
  }
  const grams = parseKg(draft.weight);
  const doubt = doubtAbout('batch', grams, draft);
  const origin = draft.origin ?? USUAL_ORIGIN[material];
  const keep = () => {
    if (!grams) return;
    const data = {
      material,
      origin,
      grams,
      ...(draft.polymer === null || !isPlastic(material) ? {} : { polymer: draft.polymer }),
      ...(draft.lotId === '' || !isPlastic(material) ? {} : { lotId: draft.lotId }),
    };
    if (
      !save(
        kitchenId,
        { type: 'batch.input', batchId, data },
        t('input.saved', { what: name('code', material), kg: kg(grams) }),
        timed(draft.time),
      )
    )
      return;
    setDraft(null);
    go({ page: 'batch', batch: batchId }, 'replace');
  };
  const what =
    isPlastic(material) && draft.polymer !== null
      ? `${name('code', material)} ${polymerName(draft.polymer)}`
      : name('code', material);
  return (
    <Screen
      title={t('input.weigh', { what })}
      action={{
        label: t('input.save'),
        act: keep,
        missing: doubt?.words ?? (grams ? null : t('input.needWeight')),
      }}
      footer={
        doubt ? (
          <DoubtChoice
            doubt={doubt}
            onText={(weight) => setDraft({ ...draft, weight })}
            onSure={(sureOf) => setDraft({ ...draft, sureOf })}
          />
        ) : (
          <p className="net">
            {name('code', origin)}
            {draft.lotId !== '' && isPlastic(material) && (
              <>
                {' '}
                · <b className="code">{draft.lotId}</b>
              </>
            )}
          </p>
        )
      }
    >
      <NumberPad
        fields={[{ name: 'weight', label: t('input.weight'), unit: 'kg', text: draft.weight, decimals: 1 }]}
        active="weight"
        onType={(_, weight) => setDraft({ ...draft, weight })}
      />
    </Screen>
  );
}

function LotStep({
  material,
  draft,
  lots,
  onChange,
  onDone,
}: {
  material: Material;
  draft: InputDraft;
  lots: readonly KnownLot[];
  onChange: (draft: InputDraft) => void;
  onDone: () => void;
}) {
  const shown = lots.slice(0, LOTS_SHOWN);
  const [typing, setTyping] = useState(
    draft.lotId !== '' && !shown.some(({ lotId }) => lotId === draft.lotId),
  );
  const badLot = draft.lotId !== '' && !LOT_ID.test(draft.lotId);
  const missing = badLot ? t('input.lotLetters') : draft.polymer === null ? t('input.choosePolymer') : null;
  return (
    <Screen
      title={t('input.fromLot', { what: name('code', material) })}
      action={{ label: t('input.next'), act: onDone, missing }}
    >
      <Choice
        label={t('input.lot')}
        columns={1}
        chosen={typing ? 'type' : draft.lotId === '' ? null : draft.lotId}
        options={[
          ...shown.map(({ lotId, polymer }) => ({
            value: lotId,
            label: lotId,
            ...(polymer ? { hint: polymerName(polymer) } : {}),
          })),
          { value: 'type', label: t('input.typeLot') },
        ]}
        onChoose={(value) => {
          setTyping(value === 'type');
          if (value === 'type') return onChange({ ...draft, lotId: '' });
          const polymer = lots.find(({ lotId }) => lotId === value)?.polymer ?? draft.polymer;
          onChange({ ...draft, lotId: value === draft.lotId ? '' : value, polymer });
        }}
      />
      {typing && (
        <label className="field">
          {t('input.lotOnBag')}
          <input
            value={draft.lotId}
            autoCapitalize="characters"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...draft, lotId: event.target.value.trim().toUpperCase() })}
          />
        </label>
      )}
      <Choice
        label={t('input.polymer')}
        columns={3}
        chosen={draft.polymer}
        options={POLYMERS.filter(({ value }) => value !== 'PVC').map(({ value }) => ({
          value,
          label: polymerName(value),
        }))}
        onChoose={(polymer) => onChange({ ...draft, polymer })}
      />
      <Choice
        label={t('input.origin')}
        chosen={draft.origin ?? USUAL_ORIGIN[material]}
        options={ORIGINS.map((value) => ({ value, label: name('code', value) }))}
        onChoose={(origin) => onChange({ ...draft, origin })}
      />
    </Screen>
  );
}
