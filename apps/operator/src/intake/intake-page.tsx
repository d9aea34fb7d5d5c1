import { SOURCE_TYPES, type SourceType } from '@bakeloop/domain';
import { Fish, HandCoins, House, Mountain, School, Shapes, Store } from 'lucide-react';
import { useEffect, useState } from 'react';
import { readKept, useKept, writeKept } from '../kept.js';
import { kg } from '../kg.js';
import { phone, useLog } from '../log/use-log.js';
import { freshTail, lotId } from '../mint.js';
import { Choice } from '../parts/choice.js';
import { FactsList } from '../parts/facts-list.js';
import { NumberPad } from '../parts/number-pad.js';
import { Pictogram } from '../parts/pictograms.js';
import { Screen } from '../parts/screen.js';
import { back, go } from '../route.js';
import { words } from '../describe.js';
import {
  doubtAbout,
  EMPTY_INTAKE,
  intakeEvent,
  moisturePermille,
  weightsOf,
  type IntakeDraft,
} from './draft.js';
import { POLYMERS } from './polymers.js';
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
      <Screen title="Intake: what is it?">
        <Choice
          label="Polymer"
          chosen={polymer}
          options={POLYMERS.map((tile) => ({ ...tile, icon: <Pictogram of={tile.value} /> }))}
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
      <Screen title="Where is it from?">
        <Choice
          label="Source"
          chosen={sourceType}
          options={SOURCE_TYPES.map((value) => {
            const Icon = SOURCE_ICONS[value];
            return { value, label: words(value), icon: <Icon aria-hidden className="tile-icon" /> };
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
      title={`${words(draft.polymer ?? '')}: weigh it`}
      action={{ label: missing ? 'Next' : 'Next: check', act: () => toStep('review'), missing }}
      footer={
        'netGrams' in weights && (
          <p className="net" role="status">
            Net <strong>{kg(weights.netGrams)}</strong>
          </p>
        )
      }
    >
      <NumberPad
        fields={[
          { name: 'gross', label: 'Gross', unit: 'kg', text: draft.gross, decimals: 1 },
          { name: 'tare', label: 'Tare (empty)', unit: 'kg', text: tare, decimals: 1 },
        ]}
        active={active}
        onActive={setActive}
        onType={(name, text) => setDraft({ ...draft, [name]: text })}
      />
    </Screen>
  );
}

function Moisture({ draft, onType }: { draft: IntakeDraft; onType: (text: string) => void }) {
  const missing = moisturePermille(draft.moisture) === null ? 'Moisture is at most 100 %.' : null;
  return (
    <Screen title="Moisture" action={{ label: 'Done', act: () => back(), missing }}>
      <p className="lead">Share of water by the meter. Leave it empty when it was not measured.</p>
      <NumberPad
        fields={[{ name: 'moisture', label: 'Moisture', unit: '%', text: draft.moisture, decimals: 1 }]}
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
      <Screen title="Check and save" action={{ label: 'To the weight', act: () => toStep('weight') }}>
        <p className="lead">{weights.missing}</p>
      </Screen>
    );
  }
  const lot = lotId(draft.polymer, draft.tail ?? '');
  const doubt = doubtAbout(weights, kg);
  const keep = () => {
    const label = `Intake saved: ${kg(weights.netGrams)} ${draft.polymer}`;
    if (!save(kitchenId, intakeEvent(draft, weights, lot), label)) return;
    writeKept(`tare.${kitchenId}`, tare);
    onSaved();
    go({}, 'replace');
  };
  return (
    <Screen title="Check and save" action={{ label: 'Save intake', act: keep }}>
      <p className="weight">
        {kg(weights.netGrams)} <span>{words(draft.polymer)}, net</span>
      </p>
      {doubt && <p className="notice notice-check">{doubt}</p>}
      <FactsList
        facts={[
          ['Source', words(draft.sourceType)],
          ['Gross', kg(weights.grossGrams)],
          ['Tare', kg(weights.tareGrams)],
          ['Write on the bag', <b className="code">{lot}</b>],
        ]}
      />
      <Tap className="secondary wide" onClick={() => toStep('moisture')}>
        {draft.moisture === '' ? 'Add moisture (optional)' : `Moisture ${draft.moisture} % – change`}
      </Tap>
    </Screen>
  );
}
