import type { MetricAnswer, MetricDefinition } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { inputKey, inputsOfFigure, inputText } from '../../data/ledger-inputs.js';
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
            {inputsOfFigure(figure).map((input) => (
              <tr key={inputKey(input)}>
                <th scope="row">
                  <code>{input.name}</code>
                </th>
                <td>{meaning.get(input.name) ?? ''}</td>
                <td className="right">{inputText(input, format)}</td>
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
