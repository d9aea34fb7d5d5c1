import { METRIC_GROUP_NAMES, METRIC_GROUPS, type MetricGroup } from '@bakeloop/domain';
import { useFormat, UNKNOWN } from '@bakeloop/ui';
import { Link } from 'react-router';
import { figureWriter, sentence } from '../data/figure-words.js';
import './figures.css';

interface FigureLine {
  id: string;
  name: string;
  group: MetricGroup;
  unit: string;
  value: number | null;
  reason: string | null;
  range: { low: number; high: number } | null;
  parts?: { name: string; unit: string }[];
}

/** Every figure of a scope by group; each leads to its own page. One that cannot be made says why. */
export function Figures({ figures, pathOf }: { figures: FigureLine[]; pathOf: (id: string) => string }) {
  const groups = METRIC_GROUPS.map((group) => ({
    group,
    lines: figures.filter((figure) => figure.group === group),
  })).filter(({ lines }) => lines.length > 0);
  return (
    <div className="figure-groups">
      {groups.map(({ group, lines }) => (
        <div key={group} className="figure-group">
          <h3 id={`figures-${group}`}>{METRIC_GROUP_NAMES[group]}</h3>
          <ul aria-labelledby={`figures-${group}`}>
            {lines.map((line, index) => (
              <Line
                key={line.id}
                line={line}
                path={pathOf(line.id)}
                saidAbove={line.reason !== null && line.reason === lines[index - 1]?.reason}
              />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

/** @param saidAbove whether the line before it has the same reason: said once, it is read */
function Line({ line, path, saidAbove }: { line: FigureLine; path: string; saidAbove: boolean }) {
  const format = useFormat();
  const { id, name, value, reason, range } = line;
  const write = figureWriter({ ...line, metric: id }, format);
  return (
    <li className="figure-line">
      <Link to={path}>{name}</Link>
      <span className="figure-line-value">{value === null ? UNKNOWN : write.text(value)}</span>
      {value === null ? (
        <span className="figure-line-note figure-line-reason">
          {saidAbove ? 'For the same reason.' : sentence(reason ?? 'Not known')}
        </span>
      ) : range && range.low < range.high ? (
        <span className="figure-line-note">
          {write.parts(range.low).value} to {write.text(range.high)}
        </span>
      ) : null}
    </li>
  );
}
