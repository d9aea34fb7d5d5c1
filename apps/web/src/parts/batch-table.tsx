import type { BatchSummary } from '@bakeloop/contracts';
import { useFormat, UNKNOWN } from '@bakeloop/ui';
import { TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import { flagTexts } from '../data/flag-text.js';
import { stageWord } from '../data/stages.js';
import { useProductName } from '../data/use-names.js';

const STATUS_WORDS: Record<BatchSummary['status'], string> = {
  running: 'Running',
  finished: 'Finished',
  incomplete: 'Start not known yet',
};
export const statusWord = (status: BatchSummary['status']): string => STATUS_WORDS[status];

/** Batches of one kitchen, in its own time. */
export function BatchTable({ batches, timeZone }: { batches: BatchSummary[]; timeZone: string }) {
  const format = useFormat();
  const productName = useProductName();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Batches">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Batch</th>
            <th scope="col">Started</th>
            <th scope="col">State</th>
            <th scope="col">Product</th>
            <th scope="col" className="right">
              Fed in
            </th>
            <th scope="col" className="right">
              Good
            </th>
            <th scope="col" className="right">
              Closure
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.batchId}>
              <th scope="row">
                <Link to={`/kitchens/${batch.kitchenId}/batches/${encodeURIComponent(batch.batchId)}`}>
                  {batch.batchId}
                </Link>
                {batch.flags.length > 0 ? (
                  <span className="flag" title={flagTexts(batch.flags, format)}>
                    <TriangleAlert size={15} aria-hidden /> check
                  </span>
                ) : null}
              </th>
              <td>{batch.startedAt ? format.instant(Date.parse(batch.startedAt), timeZone) : UNKNOWN}</td>
              <td>
                {batch.status === 'running' && batch.stage ? (
                  <span className="stage">{stageWord(batch.stage)}</span>
                ) : (
                  statusWord(batch.status)
                )}
              </td>
              <td className="words">
                {batch.productCode === null ? UNKNOWN : productName(batch.productCode)}
              </td>
              <td className="right">{format.mass(batch.feedGrams)}</td>
              <td className="right">
                {batch.status === 'running' && batch.goodGrams === 0 ? UNKNOWN : format.mass(batch.goodGrams)}
              </td>
              <td className="right">
                {batch.closure === null || batch.status === 'running'
                  ? UNKNOWN
                  : format.signedPercent(batch.closure)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
