import type { MetricAnswer, MetricDefinition } from '@bakeloop/contracts';
import { unitLabel, useFormat } from '@bakeloop/ui';
import { FormulaSteps } from '../../parts/formula-steps.js';

/** How the figure comes about: its inputs, its formula, and the formula with their numbers in it. */
export function Reckoning({
  figure,
  definition,
}: {
  figure: MetricAnswer;
  definition: MetricDefinition | undefined;
}) {
  const format = useFormat();
  const meaning = new Map(definition?.inputs.map(({ name, means }) => [name, means]));
  return (
    <section aria-labelledby="reckoning-heading">
      <h2 id="reckoning-heading">How it is made</h2>
      {definition ? <p className="formula">{definition.formula}</p> : null}
      {figure.inputs.length === 0 ? <p className="quiet">None of its inputs is known here.</p> : null}
      {figure.inputs.length > 0 ? (
        <table className="input-table">
          <caption className="bl-hidden">Inputs of {figure.name}</caption>
          <thead>
            <tr>
              <th scope="col">Input</th>
              <th scope="col">What it is</th>
              <th scope="col" className="right">
                Here
              </th>
            </tr>
          </thead>
          <tbody>
            {figure.inputs.map(({ name, value, unit }) => (
              <tr key={name}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>{meaning.get(name) ?? ''}</td>
                <td className="right">
                  {format.exact(value)} {unitLabel(unit, value)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {definition && figure.value !== null ? (
        <FormulaSteps
          formula={definition.formula}
          inputs={figure.inputs}
          value={figure.value}
          unit={figure.unit}
        />
      ) : null}
    </section>
  );
}
