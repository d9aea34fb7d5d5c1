import type { MetricAnswer, MetricDefinition } from '@bakeloop/contracts';
import { DATA_QUALITY_WORDS } from '@bakeloop/domain';
import { useFormat, UNKNOWN } from '@bakeloop/ui';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { figureWriter, sentence } from '../../data/figure-words.js';

/** The figure large, how sure it is, and what stands behind it. */
export function Figure({
  figure,
  definition,
}: {
  figure: MetricAnswer;
  definition: MetricDefinition | undefined;
}) {
  const format = useFormat();
  const { value, range, conservative, reason } = figure;
  const write = figureWriter(figure, format);
  return (
    <>
      {value === null ? (
        <p className="figure-none">
          <span className="figure-value">{UNKNOWN}</span>
          <span>{sentence(reason ?? 'Not known, and no reason is given')}</span>
        </p>
      ) : (
        <p className="figure-value" data-negative={value < 0 || undefined}>
          {write.parts(value).value} <span className="figure-unit">{write.parts(value).unit}</span>
        </p>
      )}
      {value !== null && range ? <RangeBar figure={figure} signed={write.signed} /> : null}
      <dl className="figure-facts">
        {value === null ? null : (
          <Fact name="Range (95 %)">
            {range ? (
              <>
                {write.parts(range.low).value} to {write.text(range.high)}
              </>
            ) : (
              <span className="quiet">no uncertainty is known</span>
            )}
          </Fact>
        )}
        {conservative === null ? null : (
          <Fact name="Conservative figure, for public use">
            <strong>{write.text(conservative)}</strong>
            <span className="quiet"> lower 95 % bound</span>
          </Fact>
        )}
        <Fact name="Quality of the data">
          {figure.quality === null ? (
            UNKNOWN
          ) : (
            <>
              {DATA_QUALITY_WORDS[figure.quality].word}
              <span className="quiet">, {DATA_QUALITY_WORDS[figure.quality].means}</span>
            </>
          )}
        </Fact>
        <Fact name="Method">
          {figure.methodVersion}
          {definition ? (
            <span className="quiet">
              , {definition.additive ? 'kitchens add up' : 'from sums, never averaged'}
            </span>
          ) : null}
        </Fact>
        <Fact name="Factor sets" wide>
          {figure.factorSets.length === 0 ? (
            <span className="quiet">none behind it</span>
          ) : (
            figure.factorSets.map((set, index) => (
              <span key={set}>
                {index === 0 ? '' : ', '}
                <Link to={`/reference/factor-set/${encodeURIComponent(set.replace(/@\d+$/, ''))}`}>
                  {set}
                </Link>
              </span>
            ))
          )}
        </Fact>
      </dl>
      <CoverageWords figure={figure} group={definition?.group} />
    </>
  );
}

/** @param wide a row of its own: a list that may be long */
function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'figure-fact-wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where the value lies between its bounds and against zero. The same in words stands below. */
function RangeBar({
  figure: { value, range, conservative },
  signed,
}: {
  figure: MetricAnswer;
  signed: boolean;
}) {
  if (value === null || range === null) return null;
  const low = Math.min(range.low, value, signed ? 0 : range.low);
  const high = Math.max(range.high, value, signed ? 0 : range.high);
  const span = high - low;
  if (!(span > 0)) return null;
  const at = (each: number) => `${(3 + ((each - low) / span) * 94).toFixed(2)}%`;
  return (
    <svg className="range-bar" width="100%" height="34" aria-hidden>
      <line x1="3%" x2="97%" y1="17" y2="17" className="range-axis" />
      {signed ? (
        <>
          <line x1={at(0)} x2={at(0)} y1="3" y2="31" className="range-zero" />
          <text
            x={at(0)}
            {...(range.high < 0 ? { dx: -5, textAnchor: 'end' } : { dx: 5 })}
            y="32"
            className="bl-axis-text"
          >
            0
          </text>
        </>
      ) : null}
      <line x1={at(range.low)} x2={at(range.high)} y1="17" y2="17" className="range-span" />
      {conservative === null ? null : (
        <line x1={at(conservative)} x2={at(conservative)} y1="8" y2="26" className="range-span" />
      )}
      <circle cx={at(value)} cy="17" r="7" className="range-value" />
    </svg>
  );
}

/** Groups whose figures rest on meters: to the others readings say nothing. */
const FROM_READINGS: readonly (MetricDefinition['group'] | undefined)[] = [
  'energy-and-water',
  'greenhouse-gases',
];

function CoverageWords({
  figure: { coverage },
  group,
}: {
  figure: MetricAnswer;
  group: MetricDefinition['group'] | undefined;
}) {
  const format = useFormat();
  const { batchesFinished, batchesWithEnergy, batchesFlagged } = coverage;
  const share = ({ received, expected }: { received: number; expected: number }) =>
    expected === 0
      ? null
      : `${format.number(received)} of ${format.number(expected)} (${format.percent(received / expected)})`;
  const [events, readings, moisture] = [coverage.events, coverage.readings, coverage.intakesWithMoisture].map(
    share,
  );
  const words = [
    events ? `${events} messages of events received` : null,
    readings && FROM_READINGS.includes(group) ? `${readings} readings` : null,
    `${format.count(batchesFinished, 'batch')} finished`,
    batchesFinished > 0 ? `${format.number(batchesWithEnergy)} of them with energy measured` : null,
    moisture ? `moisture known for ${moisture} deliveries` : null,
    batchesFlagged > 0 ? `${format.count(batchesFlagged, 'batch')} to check` : null,
  ].filter((part) => part !== null);
  return (
    <p className="quiet figure-coverage">
      <strong>Coverage.</strong> {words.join(' · ')}
    </p>
  );
}
