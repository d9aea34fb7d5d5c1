import { STAGES, type BatchState, type Stage } from '@bakeloop/domain';
import { Check, ClipboardCheck, Flag, PackageMinus, PackagePlus, Play, QrCode } from 'lucide-react';
import { name, t, type Key } from '../language/language.js';
import { EventList } from '../log/event-list.js';
import { Screen, type Action } from '../parts/screen.js';
import { Problem } from '../parts/problem.js';
import { go, type Page } from '../route.js';
import { timed } from '../flow/when.js';
import { useKept } from '../kept.js';
import { BatchWhen } from './batch-when.js';
import type { Reference } from './reference.js';
import { range } from './units.js';
import { Masses } from './masses.js';
import { nextStep, stageName, stageStates, stepLabel } from './next-step.js';
import { useBatch } from './use-batch.js';
import { useStageLogger } from './stage-logger.js';
import { Tap } from '../parts/tap.js';

/** One running batch: where it is, what to do next at the bottom, everything else one tap away. */
export function BatchPage({
  kitchenId,
  batchId,
  reference,
}: {
  kitchenId: string;
  batchId: string;
  reference: Reference;
}) {
  const { state, events, struckBy, problem, loading } = useBatch(kitchenId, batchId);
  const [time, setTime] = useKept<string | null>(`draft.${kitchenId}.${batchId}.time`, null);
  const saveStage = useStageLogger(kitchenId, batchId);
  const logStage = (stage: Stage, edge: 'start' | 'end') => {
    if (saveStage(stage, edge, timed(time))) setTime(null);
  };
  if (!state) {
    return (
      <Screen title={t('home.batch')}>
        <p className="lead">{loading ? t('batch.reading') : t('batch.unknown', { batch: batchId })}</p>
        <Problem problem={problem} />
      </Screen>
    );
  }
  const step = nextStep(state);
  const action: Action = {
    label: stepLabel(step),
    act: () =>
      step.do === 'stage'
        ? logStage(step.stage, step.edge)
        : step.do !== 'nothing' && go({ page: step.do, batch: batchId }),
  };
  return (
    <Screen
      title={state.productCode === null ? t('home.batch') : name('product', state.productCode)}
      {...(state.status === 'finished' ? {} : { action, footer: <OtherSteps batchId={batchId} /> })}
    >
      <Tap className="secondary row" onClick={() => go({ page: 'label', batch: batchId })}>
        <span className="code">{batchId}</span>
        <QrCode aria-label={t('label.title')} />
      </Tap>
      <Masses state={state} />
      <Recipe state={state} reference={reference} />
      <Stages state={state} onTap={logStage} />
      {state.status !== 'finished' && (
        <BatchWhen kitchenId={kitchenId} batchId={batchId} time={time} onChoose={setTime} />
      )}
      <Problem problem={problem} />
      <h2>{t('batch.logged')}</h2>
      <EventList kitchenId={kitchenId} events={events} struckBy={struckBy} />
    </Screen>
  );
}

/** Between which temperatures it runs, and the way to the rest of its recipe. */
function Recipe({ state, reference }: { state: BatchState; reference: Reference }) {
  const limits = reference.recipes.get(state.recipeId ?? '')?.body.limitsCel;
  return (
    <Tap className="secondary row wide" onClick={() => go({ page: 'recipe', batch: state.batchId })}>
      <span>{t('recipe.title')}</span>
      <strong>{limits ? range(limits, 'Cel') : t('form.none')}</strong>
    </Tap>
  );
}

function Stages({
  state,
  onTap,
}: {
  state: BatchState;
  onTap: (stage: Stage, edge: 'start' | 'end') => void;
}) {
  const states = stageStates(state);
  const say = {
    todo: 'batch.stageTodo',
    running: 'batch.stageRunning',
    done: 'batch.stageAgain',
  } as const;
  return (
    <ol className="stages" aria-label={t('batch.stages')}>
      {STAGES.map((stage) => (
        <li key={stage}>
          <Tap
            className="stage"
            data-state={states[stage]}
            disabled={state.status === 'finished'}
            aria-label={`${name('code', stage)} · ${t(say[states[stage]], { stage: stageName(stage) })}`}
            onClick={() => onTap(stage, states[stage] === 'running' ? 'end' : 'start')}
          >
            {states[stage] === 'done' ? (
              <Check aria-hidden />
            ) : states[stage] === 'running' ? (
              <Play aria-hidden />
            ) : null}
            {name('code', stage)}
          </Tap>
        </li>
      ))}
    </ol>
  );
}

type OtherKey = Extract<Key, 'batch.material' | 'batch.output' | 'batch.quality' | 'batch.finish'>;
const OTHER: readonly (readonly [Page, OtherKey, typeof Flag])[] = [
  ['input', 'batch.material', PackagePlus],
  ['output', 'batch.output', PackageMinus],
  ['qc', 'batch.quality', ClipboardCheck],
  ['finish', 'batch.finish', Flag],
];

function OtherSteps({ batchId }: { batchId: string }) {
  return (
    <nav className="others" aria-label={t('batch.others')}>
      {OTHER.map(([page, label, Icon]) => (
        <Tap key={page} className="secondary" onClick={() => go({ page, batch: batchId })}>
          <Icon aria-hidden />
          {t(label)}
        </Tap>
      ))}
    </nav>
  );
}
