import type { BatchSummary } from '@bakeloop/contracts';
import type { ApiProblem } from '@bakeloop/ui';
import {
  AirVent,
  ChevronRight,
  ClipboardPen,
  Combine,
  Droplets,
  Grip,
  PackagePlus,
  Play,
  Scale,
  ScanLine,
  Shapes,
  TriangleAlert,
  Truck,
  Undo2,
  Wrench,
} from 'lucide-react';
import { Suspense, useMemo } from 'react';
import { useContractHere } from './contract/later.js';
import { Masses } from './batch/masses.js';
import { useStageLogger } from './batch/stage-logger.js';
import { runningBatches, type Running } from './batch/facts.js';
import { nextStep, stageName, stepLabel } from './batch/next-step.js';
import { useBatch } from './batch/use-batch.js';
import { clock, name, sentence, t } from './language/language.js';
import { EventList } from './log/event-list.js';
import { bySaving, factsOf } from './log/entries.js';
import { useLog } from './log/use-log.js';
import { Problem } from './parts/problem.js';
import { Screen } from './parts/screen.js';
import { go, type Page } from './route.js';
import { lazyPart } from './lazy-page.js';
import { PhoneNotices } from './storage/phone-notices.js';
import { Tap } from './parts/tap.js';

const SHOWN = 5;
const PhotoNotice = lazyPart(async () => (await import('./photos/photo-keeper.js')).PhotoNotice);

/** Answers "what now?": the running batch with its next step, and the two things that start something. */
export function HomePage({
  kitchenId,
  recent,
  problem,
}: {
  kitchenId: string;
  recent: readonly BatchSummary[];
  problem: ApiProblem | null;
}) {
  const { entries } = useLog();
  // Weeks of work are counted once, not with each picture.
  const [first, ...others] = useMemo(
    () => runningBatches(recent, factsOf(entries, kitchenId)),
    [recent, entries, kitchenId],
  );
  const latest = useMemo(() => {
    const own = entries.filter(
      (entry) => entry.kitchenId === kitchenId && entry.event.type !== 'event.voided',
    );
    return own.sort(bySaving).reverse().slice(0, SHOWN);
  }, [entries, kitchenId]);
  return (
    <Screen title={t('home.title')} home footer={<Starts prominent={!first} />}>
      <PhoneNotices />
      <Problem problem={problem} />
      <Suspense fallback={null}>
        <PhotoNotice />
      </Suspense>
      {first ? (
        <RunningCard kitchenId={kitchenId} running={first} />
      ) : (
        <p className="lead empty">{t('home.idle')}</p>
      )}
      {others.map((batch) => (
        <Tap
          key={batch.batchId}
          className="secondary wide row"
          onClick={() => go({ page: 'batch', batch: batch.batchId })}
        >
          <span>
            {batchName(batch)} <span className="code">{batch.batchId}</span>
          </span>
          <ChevronRight aria-hidden />
        </Tap>
      ))}
      <Doings />
      {latest.length > 0 && (
        <section>
          <h2>{t('home.logged')}</h2>
          <EventList kitchenId={kitchenId} events={latest.map(({ event }) => event)} />
        </section>
      )}
    </Screen>
  );
}

const batchName = ({ productCode, recipeId }: Running): string => {
  const code = productCode ?? recipeId;
  return code === null ? t('home.batch') : name('product', code);
};

function RunningCard({ kitchenId, running }: { kitchenId: string; running: Running }) {
  const { batchId } = running;
  const { state } = useBatch(kitchenId, batchId);
  const logStage = useStageLogger(kitchenId, batchId);
  const canSave = useContractHere();
  const step = state && nextStep(state);
  const open = () => go({ page: 'batch', batch: batchId });
  const act = () => {
    if (!step || step.do === 'nothing') open();
    else if (step.do !== 'stage') go({ page: step.do, batch: batchId });
    else if (canSave) logStage(step.stage, step.edge);
  };
  const stage = state?.stages.findLast(({ endedAt }) => endedAt === null)?.stage;
  return (
    <section className="card" aria-label={t('home.running')}>
      <Tap className="card-head" onClick={open}>
        <span>
          <span className="card-title">{batchName(running)}</span>
          <span className="code">{batchId}</span>
          <span className="card-line">
            {stage ? sentence(stageName(stage)) : t('home.runs')}
            {running.startedAt && ` · ${t('home.since', { time: clock(running.startedAt) })}`}
            {running.machine && ` · ${running.machine}`}
          </span>
        </span>
        <ChevronRight aria-hidden />
      </Tap>
      {state && <Masses state={state} />}
      <Tap className="primary" onClick={act} aria-disabled={step?.do === 'stage' && !canSave}>
        {step ? stepLabel(step) : t('home.open')}
      </Tap>
    </section>
  );
}

function Starts({ prominent }: { prominent: boolean }) {
  const look = prominent ? 'primary' : 'secondary strong';
  return (
    <nav className="others two" aria-label={t('home.start')}>
      <Tap className={look} onClick={() => go({ page: 'intake' })}>
        <PackagePlus aria-hidden />
        {t('home.intake')}
      </Tap>
      <Tap className={look} onClick={() => go({ page: 'start' })}>
        <Play aria-hidden />
        {t('home.startBatch')}
      </Tap>
    </nav>
  );
}

/** Everything else there is to log, told by its picture. */
const DOINGS = [
  ['sort', Shapes],
  ['shred', Grip],
  ['wash', Droplets],
  ['dry', AirVent],
  ['blend', Combine],
  ['dispatch', Truck],
  ['return', Undo2],
  ['incident', TriangleAlert],
  ['maintenance', Wrench],
  ['scale', Scale],
  ['handover', ClipboardPen],
  ['scan', ScanLine],
] as const satisfies readonly (readonly [Page, typeof Truck])[];

function Doings() {
  return (
    <nav className="doings" aria-label={t('doing.more')}>
      {DOINGS.map(([page, Icon]) => (
        <Tap key={page} className="doing" data-doing={page} onClick={() => go({ page })}>
          <Icon aria-hidden />
          {t(`doing.${page}`)}
        </Tap>
      ))}
    </nav>
  );
}
