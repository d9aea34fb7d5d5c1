import type { Coverage } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';

/** How much of what should be known is behind a total. */
export function CoverageLine({ coverage }: { coverage: Coverage }) {
  const format = useFormat();
  const share = (part: number, whole: number) =>
    whole === 0 ? 'none yet' : `${format.number(part)} of ${format.number(whole)}`;
  return (
    <p className="quiet coverage">
      Behind these totals: {share(coverage.kitchensWithData, coverage.kitchens)} kitchens ·{' '}
      {share(coverage.batchesFinished, coverage.batches)} batches finished ·{' '}
      {share(coverage.batchesWithEnergy, coverage.batches)} with energy measured ·{' '}
      {share(coverage.intakesWithMoisture, coverage.intakes)} deliveries with moisture known
      {coverage.batchesFlagged > 0
        ? ` · ${coverage.batchesFlagged === 1 ? 'one batch' : `${format.number(coverage.batchesFlagged)} batches`} to check`
        : null}
    </p>
  );
}
