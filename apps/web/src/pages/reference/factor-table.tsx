import type { EmissionFactor } from '@bakeloop/domain';
import { useFormat } from '@bakeloop/ui';
import { exactPercent, factorValue, NO_SOURCE, regionWord } from '../../data/reference-words.js';

/** The factors of a set; on a phone each is a card. */
export function FactorTable({ factors }: { factors: readonly EmissionFactor[] }) {
  const format = useFormat();
  return (
    <div className="table-box">
      <table className="factor-table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">Factor</th>
            <th scope="col">Year</th>
            <th scope="col">± 95 %</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {factors.map((factor) => (
            <tr key={`${factor.key} ${factor.region}`}>
              <th scope="row">{factor.key}</th>
              <td data-label="Where">{regionWord(factor.region, format)}</td>
              <td data-label="Factor">{factorValue(factor, format)}</td>
              <td data-label="Year">{factor.year ?? 'not known'}</td>
              <td data-label="± 95 %">
                {factor.uncertainty === null ? 'not known' : exactPercent(factor.uncertainty)}
              </td>
              <td data-label="Source">
                {factor.source ?? <span className="chip chip-warn">{NO_SOURCE}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
