import './plan-bar.css';

/** How far a day is on its plan; words beside say the same. Beyond the plan the bar is full. */
export function PlanBar({ goodGrams, planGrams }: { goodGrams: number; planGrams: number }) {
  const share = Math.max(0, Math.min(1, goodGrams / planGrams));
  return (
    <span className="plan-bar" aria-hidden>
      <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
    </span>
  );
}
