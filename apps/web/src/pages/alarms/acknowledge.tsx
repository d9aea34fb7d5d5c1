import type { AlarmView } from '@bakeloop/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { callConsole } from '../../data/call-console.js';
import { useMay } from '../../data/use-session.js';
import { FormProblem } from '../../parts/form.js';

/** Says that one has seen an alarm; for those who may. @param quiet one of many on the page */
export function Acknowledge({ alarm, quiet = false }: { alarm: AlarmView; quiet?: boolean }) {
  const queries = useQueryClient();
  const may = useMay('alarm.act', alarm.kitchenId ?? undefined);
  const acknowledging = useMutation({
    mutationFn: () => callConsole('acknowledgeAlarm', { params: { alarmId: alarm.id }, body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
  });
  if (!may || alarm.acknowledgedAt !== null) return null;
  return (
    <>
      <button
        type="button"
        className={quiet ? 'button button-quiet' : 'button'}
        disabled={acknowledging.isPending}
        onClick={() => acknowledging.mutate()}
        aria-label={`Acknowledge: ${alarm.title}, ${alarm.kitchenName ?? 'Bakeloop'}`}
      >
        <Check size={16} aria-hidden /> Acknowledge
      </button>
      <FormProblem error={acknowledging.error} />
    </>
  );
}
