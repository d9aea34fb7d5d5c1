import type { MetricAnswer } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { figureWriter, FUNCTIONAL_UNIT, MINOR_UNIT } from '../../data/figure-words.js';

/** The figure taken apart (by reason, fate, currency, cause), as bars from a common zero. Units are not mixed. */
export function FigureParts({ figure }: { figure: MetricAnswer }) {
  const units = [...new Set(figure.parts.map(({ unit }) => unit))];
  if (figure.parts.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="parts-heading">
      <h2 id="parts-heading">Taken apart</h2>
      <table className="part-bars">
        <caption className="bl-hidden">The parts of {figure.name}</caption>
        <tbody>
          {units.map((unit) => (
            <Rows key={unit} unit={unit} figure={figure} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** `material/wood` is `material: wood`, `open-burning` is `open burning`, `m2 of roof` is `m² of roof`. */
const partWords = (name: string): string =>
  name
    .replace(/\//g, ': ')
    .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
    .replace(/\bm([23])\b/g, (_, power: string) => (power === '2' ? 'm²' : 'm³'));

/** Shillings and euros, or bricks and metres of beam: each part is of a kind of its own, and no bar compares them. */
const APART = new Set([MINOR_UNIT, FUNCTIONAL_UNIT]);

function Rows({ unit, figure }: { unit: string; figure: MetricAnswer }) {
  const write = figureWriter(figure, useFormat());
  const parts = figure.parts.filter((part) => part.unit === unit);
  const low = Math.min(0, ...parts.map(({ value }) => value));
  const high = Math.max(0, ...parts.map(({ value }) => value));
  const span = high - low || 1;
  const x = (value: number) => ((value - low) / span) * 1_000;
  const signed = low < 0;
  const isCompared = !APART.has(unit) || parts.length === 1;
  return parts
    .toSorted((left, right) => Math.abs(right.value) - Math.abs(left.value))
    .map(({ name, value }) => (
      <tr key={`${unit} ${name}`}>
        <th scope="row">{partWords(name)}</th>
        <td className="right">{write.part({ name, value, unit }, signed)}</td>
        <td className="part-bar" aria-hidden>
          {isCompared ? (
            <svg width="100%" height="16" preserveAspectRatio="none" viewBox="0 0 1000 16">
              <rect
                x={Math.min(x(0), x(value))}
                width={Math.max(3, Math.abs(x(value) - x(0)))}
                height="16"
                className={value < 0 ? 'part-negative' : 'part-positive'}
              />
              <rect x={Math.min(997, x(0))} width="3" height="16" className="part-zero" />
            </svg>
          ) : null}
        </td>
      </tr>
    ));
}
