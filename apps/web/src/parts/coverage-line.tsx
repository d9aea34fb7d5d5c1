import type { Coverage } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';

/** How much of what should be known is behind a total. */
export function CoverageLine({ coverage }: { coverage: Coverage }) {
  const format = useFormat();
  const { kitchens, batches, intakes } = coverage;
  const of = (part: number, whole: number) => `${format.number(part)} of ${format.number(whole)}`;
  const words = [
    kitchens === 0 ? 'no kitchen yet' : `${of(coverage.kitchensWithData, kitchens)} kitchens`,
    batches === 0
      ? 'no batch yet'
      : `${of(coverage.batchesFinished, batches)} batches finished · ${of(coverage.batchesWithEnergy, batches)} with energy measured`,
    intakes === 0
      ? 'no delivery yet'
      : `${of(coverage.intakesWithMoisture, intakes)} deliveries with moisture known`,
  ];
  return (
    <p className="quiet coverage">
      Behind these totals: {words.join(' · ')}
      {coverage.batchesFlagged > 0 ? ` · ${format.count(coverage.batchesFlagged, 'batch')} to check` : null}
    </p>
  );
}
