import { SOURCE_TYPES, type SourceType } from '@bakeloop/domain';
import { Fish, HandCoins, House, Mountain, School, Shapes, Store } from 'lucide-react';
import { useEffect, useState } from 'react';
import { readKept, useKept, writeKept } from '../kept.js';
import { kg, name, t } from '../language/language.js';
import { phone, useLog } from '../log/use-log.js';
import { freshTail, lotId } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { FactsList } from '../parts/facts-list.js';
import { NumberPad } from '../parts/number-pad.js';
import { Pictogram } from '../parts/pictograms.js';
import { Screen } from '../parts/screen.js';
import { back, go } from '../route.js';
import {
  doubtAbout,
  EMPTY_INTAKE,
  intakeEvent,
  moisturePermille,
  weightsOf,
  type IntakeDraft,
} from './draft.js';
import { POLYMERS, polymerName } from './polymers.js';
import { PvcStop } from './pvc-stop.js';
import { Tap } from '../parts/tap.js';

const SOURCE_ICONS: Record<SourceType, typeof House> = {
  household: House,
  collector: HandCoins,
  business: Store,
  fishing: Fish,
  school: School,
  landfill: Mountain,
  other: Shapes,
};

const toStep = (step: string) => go({ page: 'intake', step });

/**
 * Polymer, source, weight, check, save: nine taps for `24.5 kg`, the one on the home page included, once the tare is
 * remembered. Everything else is optional.
 */
export function IntakePage({ kitchenId, step }: { kitchenId: string; step: string | null }) {
  const [draft, setDraft] = useKept<IntakeDraft>(`draft.${kitchenId}.intake`, EMPTY_INTAKE);
  const { polymer, sourceType } = draft;

  useEffect(() => {
    if (draft.tail === null) setDraft({ ...draft, tail: freshTail(phone) });
  }, [draft, setDraft]);

  if (step === 'pvc') return <PvcStop kitchenId={kitchenId} />;
  if (step === null || polymer === null) {
    return (
      <Screen title={t('intake.title')}>
        <Choice
          label={t('intake.polymer')}
          chosen={polymer}
          options={POLYMERS.map((tile) => ({
            ...tile,
            label: polymerName(tile.value),
            hint: t(`polymer.${tile.value}`),
            icon: <Pictogram of={tile.value} />,
          }))}
          onChoose={(value) => {
            if (value === 'PVC') return toStep('pvc');
            setDraft({ ...draft, polymer: value });
            toStep('source');
          }}
        />
      </Screen>
    );
  }
  if (step === 'source' || sourceType === null) {
    return (
      <Screen title={t('intake.from')}>
        <Choice
          label={t('intake.source')}
          chosen={sourceType}
          options={SOURCE_TYPES.map((value) => {
            const Icon = SOURCE_ICONS[value];
            return { value, label: name('code', value), icon: <Icon aria-hidden className="tile-icon" /> };
          })}
          onChoose={(value) => {
            setDraft({ ...draft, sourceType: value });
            toStep('weight');
          }}
        />
      </Screen>
    );
  }
  const chosen = { ...draft, polymer, sourceType };
  if (step === 'moisture')
    return <Moisture draft={draft} onType={(moisture) => setDraft({ ...draft, moisture })} />;
  if (step === 'review')
    return <Review kitchenId={kitchenId} draft={chosen} onSaved={() => setDraft(null)} />;
  return <Weight kitchenId={kitchenId} draft={draft} setDraft={setDraft} />;
}

const keptTare = (kitchenId: string) => readKept<string>(`tare.${kitchenId}`) ?? '';

function Weight({
  kitchenId,
  draft,
  setDraft,
}: {
  kitchenId: string;
  draft: IntakeDraft;
  setDraft: (draft: IntakeDraft) => void;
}) {
  const [active, setActive] = useState<'gross' | 'tare'>('gross');
  const tare = draft.tare ?? keptTare(kitchenId);
  const weights = weightsOf(draft.gross, tare);
  const missing = 'missing' in weights ? weights.missing : null;
  return (
    <Screen
      title={t('intake.weigh', { what: polymerName(draft.polymer ?? '') })}
      action={{ label: t(missing ? 'app.next' : 'intake.next'), act: () => toStep('review'), missing }}
      footer={
        'netGrams' in weights && (
          <p className="net" role="status">
            {t('intake.net')} <strong>{kg(weights.netGrams)}</strong>
          </p>
        )
      }
    >
      <NumberPad
        fields={[
          { name: 'gross', label: t('intake.gross'), unit: 'kg', text: draft.gross, decimals: 1 },
          { name: 'tare', label: t('intake.tareEmpty'), unit: 'kg', text: tare, decimals: 1 },
        ]}
        active={active}
        onActive={setActive}
        onType={(name, text) => setDraft({ ...draft, [name]: text })}
      />
    </Screen>
  );
}

function Moisture({ draft, onType }: { draft: IntakeDraft; onType: (text: string) => void }) {
  const missing = moisturePermille(draft.moisture) === null ? t('intake.moistureMost') : null;
  return (
    <Screen title={t('intake.moisture')} action={{ label: t('app.done'), act: () => back(), missing }}>
      <p className="lead">{t('intake.moistureHow')}</p>
      <NumberPad
        fields={[
          { name: 'moisture', label: t('intake.moisture'), unit: '%', text: draft.moisture, decimals: 1 },
        ]}
        active="moisture"
        onType={(_, text) => onType(text)}
      />
    </Screen>
  );
}

function Review({
  kitchenId,
  draft,
  onSaved,
}: {
  kitchenId: string;
  draft: IntakeDraft & { polymer: NonNullable<IntakeDraft['polymer']>; sourceType: SourceType };
  onSaved: () => void;
}) {
  const { save } = useLog();
  const tare = draft.tare ?? keptTare(kitchenId);
  const weights = weightsOf(draft.gross, tare);
  if ('missing' in weights) {
    return (
      <Screen title={t('intake.check')} action={{ label: t('intake.toWeight'), act: () => toStep('weight') }}>
        <p className="lead">{weights.missing}</p>
      </Screen>
    );
  }
  const lot = lotId(draft.polymer, draft.tail ?? '');
  const doubt = doubtAbout(weights);
  const keep = () => {
    const label = t('intake.saved', { kg: kg(weights.netGrams), what: polymerName(draft.polymer) });
    if (!save(kitchenId, intakeEvent(draft, weights, lot), label)) return;
    writeKept(`tare.${kitchenId}`, tare);
    onSaved();
    go({}, 'replace');
  };
  return (
    <Screen title={t('intake.check')} action={{ label: t('intake.save'), act: keep }}>
      <p className="weight">
        {kg(weights.netGrams)} <span>{t('intake.netOf', { what: polymerName(draft.polymer) })}</span>
      </p>
      {doubt && <p className="notice notice-check">{doubt}</p>}
      <FactsList
        facts={[
          [t('intake.source'), name('code', draft.sourceType)],
          [t('intake.gross'), kg(weights.grossGrams)],
          [t('intake.tare'), kg(weights.tareGrams)],
          [t('intake.onTheBag'), <b className="code">{lot}</b>],
        ]}
      />
      <Tap className="secondary wide" onClick={() => toStep('moisture')}>
        {draft.moisture === ''
          ? t('intake.addMoisture')
          : t('intake.moistureSet', { percent: draft.moisture })}
      </Tap>
    </Screen>
  );
}
