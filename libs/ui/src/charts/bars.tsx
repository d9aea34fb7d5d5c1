import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { useFormat } from '../provider.js';

export interface Bar {
  key: string;
  /** Whole name, for the reader of one bar: `Mon 2 Mar`. */
  label: string;
  /** Shown below the bar where there is room. */
  tick: string;
  /** Null: not known, drawn as an empty place. */
  value: number | null;
}
export interface BarsProps {
  title: string;
  bars: Bar[];
  formatValue: (value: number) => string;
  heightPx?: number;
  note?: string;
  /** The key of the first bar that still grows (today): it and those after it are drawn hatched. */
  openFrom?: string | undefined;
}

const BOTTOM = 22;
/** Room for the values of the axis, px. */
const LEFT = 62;

/** Bars over days or hours. The values are in a table for those who do not see them. */
export function Bars({ title, bars, formatValue, heightPx = 150, note, openFrom }: BarsProps) {
  const { ref, width } = useElementSize();
  const [active, setActive] = useState<Bar | null>(null);
  const top = niceTop(Math.max(0, ...bars.map(({ value }) => value ?? 0)));
  const plot = heightPx - BOTTOM - 8;
  const step = bars.length > 0 ? (width - LEFT) / bars.length : 0;
  const every = Math.max(1, Math.ceil(56 / Math.max(1, step)));
  const y = (value: number) => 8 + plot * (1 - value / top);
  return (
    <figure className="bl-chart">
      <figcaption className="bl-bars-caption">
        <span className="bl-chart-title">{title}</span>
        <span className="bl-quiet" aria-hidden>
          {active
            ? `${active.label}: ${active.value === null ? 'nothing known' : formatValue(active.value)}`
            : note}
        </span>
      </figcaption>
      <div ref={ref} style={{ height: heightPx }} aria-hidden>
        {width > 0 ? (
          <svg
            width={width}
            height={heightPx}
            onPointerLeave={() => {
              setActive(null);
            }}
          >
            <defs>
              <pattern
                id="bl-hatch"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect width="6" height="6" fill="var(--bl-series-1)" opacity="0.35" />
                <rect width="3" height="6" fill="var(--bl-series-1)" />
              </pattern>
            </defs>
            {[top, top / 2].map((line) => (
              <g key={line}>
                <line x1={LEFT} x2={width} y1={y(line)} y2={y(line)} stroke="var(--bl-line)" />
                <text x={LEFT - 8} y={y(line) + 4} textAnchor="end" className="bl-axis-text">
                  {formatValue(line)}
                </text>
              </g>
            ))}
            {bars.map((bar, index) => (
              <g
                key={bar.key}
                onPointerEnter={() => {
                  setActive(bar);
                }}
              >
                <rect x={LEFT + index * step} y={0} width={step} height={heightPx} fill="transparent" />
                {bar.value === null ? null : (
                  <rect
                    x={LEFT + index * step + Math.min(3, step * 0.12)}
                    width={Math.max(1, step - Math.min(6, step * 0.24))}
                    y={y(bar.value)}
                    height={Math.max(bar.value > 0 ? 1.5 : 0, plot + 8 - y(bar.value))}
                    rx={Math.min(3, step / 5)}
                    fill={
                      openFrom !== undefined && bar.key >= openFrom ? 'url(#bl-hatch)' : 'var(--bl-series-1)'
                    }
                    opacity={active && active.key !== bar.key ? 0.55 : 1}
                  />
                )}
                {index % every === Math.floor(every / 2) || bars.length <= 8 ? (
                  <text
                    x={Math.min(LEFT + (index + 0.5) * step, width - 24)}
                    y={heightPx - 5}
                    textAnchor="middle"
                    className="bl-axis-text"
                  >
                    {bar.tick}
                  </text>
                ) : null}
              </g>
            ))}
            <line x1={LEFT} x2={width} y1={plot + 8} y2={plot + 8} stroke="var(--bl-strong-line)" />
          </svg>
        ) : null}
      </div>
      <details className="bl-chart-table">
        <summary>Show as a table</summary>
        <div className="bl-scroll" tabIndex={0} role="region" aria-label={`${title}, table`}>
          <table>
            <tbody>
              {bars.map((bar) => (
                <tr key={bar.key}>
                  <th scope="row">{bar.label}</th>
                  <td>{bar.value === null ? 'nothing known' : formatValue(bar.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
      {bars.length === 0 ? <p className="bl-chart-note">Nothing in this period.</p> : null}
    </figure>
  );
}

/** The next round number at or above whose half is round as well. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return factor * power;
}

/** Bars of kitchen-local days, a missing day as an empty place. */
export function BarByDay({
  days,
  values,
  ...rest
}: Omit<BarsProps, 'bars'> & { days: string[]; values: Map<string, number> }) {
  const format = useFormat();
  const bars = days.map((day) => ({
    key: day,
    label: format.day(day),
    tick: format.instant(Date.parse(`${day}T00:00:00Z`), 'UTC', 'dayMonth'),
    value: values.get(day) ?? null,
  }));
  return <Bars bars={bars} {...rest} />;
}
