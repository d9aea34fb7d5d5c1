import { workRoutes, type KitchenDetail } from '@bakeloop/contracts';
import { tableHref, useNow, type CallAnswer } from '@bakeloop/ui';
import { Gantt } from '@bakeloop/ui/charts';
import { Link, useNavigate } from 'react-router';
import { batchPath } from '../../data/addresses.js';
import { stageWord } from '../../data/stages.js';
import { Untold } from './time-chart.js';

/** Batches over time: of the kitchen, or of one machine. */
export function ScheduleChart({
  kitchen: { id, timeZone },
  schedule,
  window: { fromMs, toMs },
  machine,
}: {
  kitchen: Pick<KitchenDetail, 'id' | 'timeZone'>;
  schedule: CallAnswer<'schedule'>;
  window: { fromMs: number; toMs: number };
  machine?: string | undefined;
}) {
  const now = useNow();
  const navigate = useNavigate();
  const batches =
    machine === undefined
      ? schedule.batches
      : schedule.batches.filter(
          (batch) => batch.machine === machine || batch.stages.some((stage) => stage.machine === machine),
        );
  if (batches.length === 0)
    return (
      <Untold title="Batches">
        <p className="quiet">No batch ran on this machine in this time.</p>
      </Untold>
    );
  const zone = `times of ${timeZone.replace(/_/g, ' ')}`;
  return (
    <Gantt
      title="Batches"
      note={
        schedule.isWhole
          ? zone
          : `the first ${String(batches.length)} of this time; choose a shorter one for all · ${zone}`
      }
      files={[
        {
          label: 'CSV',
          href: tableHref(workRoutes.schedule, {
            params: { kitchenId: id },
            query: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), machine },
          }),
        },
      ]}
      batches={batches}
      fromMs={fromMs}
      toMs={toMs}
      nowMs={now}
      timeZone={timeZone}
      stageWord={stageWord}
      linkOf={(batchId) => <Link to={batchPath(id, batchId)}>{batchId}</Link>}
      onOpen={(batchId) => void navigate(batchPath(id, batchId))}
    />
  );
}
