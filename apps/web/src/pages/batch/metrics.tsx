import type { MetricView } from '@bakeloop/contracts';
import { unitLabel, useFormat, UNKNOWN, type Format } from '@bakeloop/ui';

/** Each number with the way it was made. A number that cannot be made says why. */
export function Metrics({ metrics }: { metrics: MetricView[] }) {
  const format = useFormat();
  if (metrics.length === 0) return null;
  return (
    <section aria-labelledby="metrics-heading">
      <h2 id="metrics-heading">Metrics</h2>
      <ul className="metrics">
        {metrics.map((metric) => (
          <li key={metric.id} className="panel metric">
            <h3>{metric.name}</h3>
            {metric.value === null ? (
              <p className="metric-none">
                <span className="metric-value">{UNKNOWN}</span> {metric.reason ?? 'Not known.'}
              </p>
            ) : (
              <p className="metric-value">{shown(metric.value, metric.unit, format)}</p>
            )}
            <details>
              <summary>How it is made</summary>
              <p className="formula">{metric.formula}</p>
              <table>
                <tbody>
                  {metric.inputs.map((input) => (
                    <tr key={input.name}>
                      <th scope="row">{input.name}</th>
                      <td>{input.value === null ? 'not known' : shown(input.value, input.unit, format)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <p className="quiet">{metric.source}</p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Shares are read as per cent, masses in kilograms, the rest as it is. */
function shown(value: number, unit: string, format: Format): string {
  if (unit === '1' || unit === '/' || unit === '') return format.percent(value).replace('-', '\u2212');
  if (unit === 'g') return format.kilograms(value);
  return `${format.measured(value)} ${unitLabel(unit)}`;
}
