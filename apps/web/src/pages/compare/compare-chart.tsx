import { workRoutes, type ComparedSum } from '@bakeloop/contracts';
import { fitLabel, seriesColour, tableHref, useFormat, UNKNOWN } from '@bakeloop/ui';
import { ChartFrame, type ChartRoom } from '@bakeloop/ui/charts';
import {
  BASIS_WORDS,
  comparedValue,
  otherDays,
  QUANTITY_WORDS,
  unitOf,
  type Compared,
} from '../../data/compared.js';

interface Pair {
  key: string;
  label: string;
  now: number | null;
  before: number | null;
}

const ROW_PX = 40;
const CHARACTER_PX = 9.2;
const PAIR_PX = 54;

/** What was compared, with the sums of the time before where they were asked for. */
export interface ComparedProps {
  asked: Compared;
  sums: readonly ComparedSum[];
  before: readonly ComparedSum[] | null;
  name: (key: string | null) => string;
}

/** Bars that lie, so that names of any length stand beside them; nought is where it is, also with values below it. */
export function CompareChart({ asked, sums, before, name }: ComparedProps) {
  const format = useFormat();
  const { quantity, basis, from, to } = asked;
  const unit = unitOf(quantity, basis);
  const earlier = new Map(before?.map((sum) => [sum.key, sum]));
  const pairs: Pair[] = sums
    .map((sum) => {
      const past = earlier.get(sum.key);
      return {
        key: sum.key ?? '',
        label: name(sum.key),
        now: comparedValue(sum, quantity, basis),
        before: past ? comparedValue(past, quantity, basis) : null,
      };
    })
    .sort((left, right) => (right.now ?? -Infinity) - (left.now ?? -Infinity));
  const text = (value: number | null): string =>
    value === null ? 'not known' : `${format.measured(value)} ${unit}`.trim();
  const days = (one: { from: string; to: string }): string =>
    `${format.day(one.from)} to ${format.day(one.to)}`;
  const other = otherDays(asked);
  const rowPx = before === null ? ROW_PX : PAIR_PX;
  const title = `${QUANTITY_WORDS[quantity]}, ${BASIS_WORDS[basis].toLowerCase()}`;
  return (
    <ChartFrame
      title={title}
      caption={unit === '' ? undefined : `in ${unit}`}
      legend={
        other === null
          ? undefined
          : [asked, other].map((one, index) => (
              <span key={one.from}>
                <svg width="22" height="10" aria-hidden className="bl-line-mark">
                  <rect
                    width="22"
                    height="10"
                    rx="3"
                    fill={index === 0 ? seriesColour(0) : 'var(--bl-strong-line)'}
                  />
                </svg>{' '}
                {days(one)}
              </span>
            ))
      }
      note={`finished batches of ${days({ from, to })}, by the day of their finish where the kitchen is`}
      about={
        <p>
          Sums over all batches that were finished in these days
          {basis === 'total' ? '' : ', divided once at the end: no ratio is averaged'}. A batch runs from its
          start to its finish, two days at most. Energy is of batches whose machine has a meter, and divided
          by the product and the hours of those alone.
        </p>
      }
      count={pairs.length}
      sayAt={(index) => {
        const pair = pairs[index];
        if (!pair) return '';
        return `${pair.label}: ${text(pair.now)}${before === null ? '' : `, before ${text(pair.before)}`}`;
      }}
      table={() => ({
        columns: ['Name', title, ...(before === null ? [] : ['Before'])],
        rows: pairs.map((pair) => ({
          key: pair.key,
          cells: [pair.label, text(pair.now), ...(before === null ? [] : [text(pair.before)])],
        })),
      })}
      files={comparedFiles(asked)}
      heightPx={pairs.length * rowPx + 8}
    >
      {(room) => <Picture pairs={pairs} room={room} rowPx={rowPx} isPaired={before !== null} text={text} />}
    </ChartFrame>
  );
}

/** The sums of the time and, where there is one beside it, of the other. */
export function comparedFiles(asked: Compared): { label: string; href: string }[] {
  const { by, kitchenId, from, to } = asked;
  const other = otherDays(asked);
  const href = (days: { from: string; to: string }): string =>
    tableHref(workRoutes.compare, { query: { by, kitchenId, from: days.from, to: days.to } });
  return [
    { label: 'CSV', href: href({ from, to }) },
    ...(other === null ? [] : [{ label: 'CSV, the time beside it', href: href(other) }]),
  ];
}

function Picture({
  pairs,
  room: { width, cursor },
  rowPx,
  isPaired,
  text,
}: {
  pairs: Pair[];
  room: ChartRoom;
  rowPx: number;
  isPaired: boolean;
  text: (value: number | null) => string;
}) {
  const values = pairs.flatMap(({ now, before }) => [now ?? 0, before ?? 0]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  // Room for the value behind the longest bar, and for one before the longest below nought.
  const edge =
    14 +
    CHARACTER_PX *
      Math.max(...pairs.flatMap(({ now, before }) => [now, before]).map((value) => text(value).length));
  const left = low < 0 ? edge : 0;
  const x = (value: number) =>
    left + ((value - low) / Math.max(1e-9, high - low)) * Math.max(1, width - edge - left);
  const barPx = 14;
  return (
    <svg width={width} height={pairs.length * rowPx + 8} aria-hidden>
      {pairs.map((pair, index) => {
        const y = index * rowPx;
        const bar = (value: number | null, top: number, fill: string) =>
          value === null ? (
            <text x={x(0) + 6} y={top + 12} className="bl-axis-text">
              {UNKNOWN}
            </text>
          ) : (
            <>
              <rect
                x={Math.min(x(0), x(value))}
                y={top}
                width={Math.max(2, Math.abs(x(value) - x(0)))}
                height={barPx}
                rx={3}
                fill={fill}
              />
              <text
                x={value < 0 ? x(value) - 6 : x(value) + 6}
                y={top + 12}
                textAnchor={value < 0 ? 'end' : 'start'}
                className="compare-value"
              >
                {text(value)}
              </text>
            </>
          );
        return (
          <g key={pair.key} opacity={cursor !== null && cursor !== index ? 0.5 : 1}>
            <text x={0} y={y + 13} className="compare-name">
              <title>{pair.label}</title>
              {fitLabel(pair.label, width)}
            </text>
            {bar(pair.now, y + 18, (pair.now ?? 0) < 0 ? seriesColour(1) : seriesColour(0))}
            {isPaired ? bar(pair.before, y + 18 + barPx + 2, 'var(--bl-strong-line)') : null}
          </g>
        );
      })}
      {low < 0 ? (
        <line x1={x(0)} x2={x(0)} y1={0} y2={pairs.length * rowPx} stroke="var(--bl-strong-line)" />
      ) : null}
    </svg>
  );
}
