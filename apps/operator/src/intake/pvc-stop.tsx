import { OctagonX } from 'lucide-react';
import { useLog } from '../log/use-log.js';
import { Screen } from '../parts/screen.js';
import { go } from '../route.js';

/** PVC decomposes at the heat that melts PE and PP, and gives off hydrogen chloride: it must never reach a machine. */
export function PvcStop({ kitchenId }: { kitchenId: string }) {
  const { save } = useLog();
  const record = () => {
    const event = { type: 'incident.recorded', data: { kind: 'pvc-found', severity: 2 } } as const;
    if (save(kitchenId, event, 'PVC found: logged')) go({}, 'replace');
  };
  return (
    <Screen title="PVC: stop" action={{ label: 'Log “PVC found”', act: record }}>
      <div className="stop" role="alert">
        <OctagonX aria-hidden />
        <p>
          <strong>Do not shred. Do not heat.</strong>
          Hot PVC gives off an acid gas that burns lungs and eats machines.
        </p>
      </div>
      <ol className="steps">
        <li>Take it out of the line, into the red bin.</li>
        <li>Look through the rest of this delivery: pipes, cable, hard clear packs, resin code 3.</li>
        <li>Already hot? Press the emergency stop, leave, let the air clear.</li>
        <li>Tell the shift lead, then log it here.</li>
      </ol>
    </Screen>
  );
}
