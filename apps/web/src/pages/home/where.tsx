import type { PublicKitchen, PublicSnapshot } from '@bakeloop/contracts';
import { Ago, useFormat } from '@bakeloop/ui';
import { ConditionShape } from '../../parts/condition.js';
import { LazyMap } from '../../parts/lazy-map.js';
import { EmptyPanel } from '../../parts/notices.js';
import type { MappedKitchen } from '../../parts/world-map.js';

/** The kitchens on a map and as a list, as everybody may know them. */
export function Where({ fleet }: { fleet: PublicSnapshot }) {
  const format = useFormat();
  if (fleet.kitchens.length === 0) {
    return (
      <EmptyPanel title="No kitchen has reported yet">
        As soon as one does, it appears here with everything it weighs.
      </EmptyPanel>
    );
  }
  return (
    <section className="where">
      <h2>Where it happens</h2>
      <div className="where-grid">
        <LazyMap kitchens={fleet.kitchens.map(mapped)} />
        <ul className="where-list">
          {[...fleet.kitchens]
            .sort((left, right) => right.recycledGrams - left.recycledGrams)
            .map((kitchen) => (
              <li key={kitchen.id}>
                <span className="where-name">
                  {kitchen.place ?? kitchen.name}
                  {kitchen.country ? <span className="quiet"> {format.country(kitchen.country)}</span> : null}
                </span>
                <span className="where-mass">{format.mass(kitchen.recycledGrams)}</span>
                <span className="where-state">
                  <Heard kitchen={kitchen} />
                </span>
              </li>
            ))}
        </ul>
      </div>
    </section>
  );
}

/** Nobody's troubles are public: a kitchen bakes, rests, or was never heard from. */
const stateOf = ({ running, lastMessageAt }: PublicKitchen) =>
  running
    ? ({ condition: 'good', word: 'Baking now' } as const)
    : lastMessageAt === null
      ? ({ condition: 'unknown', word: 'Not heard from yet' } as const)
      : ({ condition: 'unknown', word: 'At rest' } as const);

function Heard({ kitchen }: { kitchen: PublicKitchen }) {
  const { condition, word } = stateOf(kitchen);
  return (
    <span className={`condition condition-${condition}`}>
      <ConditionShape condition={condition} />
      <span className="condition-word">{word}</span>
      {kitchen.lastMessageAt ? (
        <span className="quiet">
          <Ago atMs={Date.parse(kitchen.lastMessageAt)} />
        </span>
      ) : null}
    </span>
  );
}

function mapped(kitchen: PublicKitchen): MappedKitchen {
  const { id, name, place, position, running } = kitchen;
  const { condition, word } = stateOf(kitchen);
  return {
    id,
    label: place ?? name,
    position,
    condition,
    isBaking: running,
    words: `${name}${place ? ` in ${place}` : ''}: ${word}`,
    path: null,
  };
}
