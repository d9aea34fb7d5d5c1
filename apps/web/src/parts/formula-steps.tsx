import { unitLabel } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { formulaSteps } from '../data/formula.js';
import './formula-steps.css';

interface FormulaStepsProps {
  formula: string;
  inputs: { name: string; value: number }[];
  /** What the steps have to arrive at. */
  value: number;
  unit: string;
  /** Decimals to which `value` is given; undefined: as a computer knows it. */
  digits?: number;
}

/** A formula with its numbers in it, computed here, step by step, and held against the value that was given. */
export function FormulaSteps({ formula, inputs, value, unit, digits }: FormulaStepsProps) {
  const format = useFormat();
  const answer = formulaSteps(
    formula,
    new Map(inputs.map((input) => [input.name, input.value])),
    format.exact,
  );
  if (!answer) return null;
  const tolerance =
    digits === undefined ? Math.max(1e-9, Math.abs(value) * 1e-6) : 0.5 * 10 ** -digits * (1 + 1e-6);
  const agrees = Math.abs(answer.value - value) <= tolerance;
  return (
    <div className="formula-steps">
      <ol aria-label="Step by step">
        {answer.steps.map((step) => (
          <li key={step}>
            <code>= {step}</code>
          </li>
        ))}
      </ol>
      <p className="quiet">
        {agrees
          ? `Computed again by this page: ${[format.exact(answer.value), unitLabel(unit)].join(' ').trim()}, the same.`
          : `Computed again by this page: ${format.exact(answer.value)} ${unitLabel(unit)}, which is not the ${format.exact(value)} given. Please report it.`}
      </p>
    </div>
  );
}
