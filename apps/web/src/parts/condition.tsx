import { conditionOf, type Condition, type KitchenSummary } from '@bakeloop/contracts';
import { Ago } from '@bakeloop/ui';
import { stateWords } from '../data/trouble.js';

/** The shape of a condition, so that it is told apart without colour: disc, triangle, crossed square, ring. */
export function ConditionShape({ condition, size = 16 }: { condition: Condition; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="-10 -10 20 20"
      aria-hidden
      className={`shape shape-${condition}`}
    >
      <ConditionGlyph condition={condition} />
    </svg>
  );
}

/** The same within a larger SVG, about 18 units wide around the origin. */
export function ConditionGlyph({ condition }: { condition: Condition }) {
  switch (condition) {
    case 'good':
      return (
        <>
          <circle r="8.5" className="shape-body" />
          <path d="M-3.8,0.2 L-1,3 L4,-2.8" className="shape-mark" />
        </>
      );
    case 'warning':
      return (
        <>
          <path d="M0,-9 L9.5,8 H-9.5 Z" className="shape-body" />
          <path d="M0,-3.2 V2.4 M0,5 V5.2" className="shape-mark" />
        </>
      );
    case 'critical':
      return (
        <>
          <rect x="-8" y="-8" width="16" height="16" rx="2.5" className="shape-body" />
          <path d="M-3.4,-3.4 L3.4,3.4 M3.4,-3.4 L-3.4,3.4" className="shape-mark" />
        </>
      );
    case 'unknown':
      return <circle r="7" className="shape-ring" />;
  }
}

/** A kitchen's state in words: an alarm, its worst trouble, or how it is; and when it was last heard. */
export function ConditionLine({ kitchen }: { kitchen: KitchenSummary }) {
  const condition = conditionOf(kitchen);
  return (
    <span className={`condition condition-${condition}`}>
      <ConditionShape condition={condition} />
      <span className="condition-word">{stateWords(kitchen)}</span>
      {kitchen.lastMessageAt ? (
        <span className="quiet">
          <Ago atMs={Date.parse(kitchen.lastMessageAt)} />
        </span>
      ) : null}
    </span>
  );
}
