import {
  publicStateOf,
  type Condition,
  type PublicKitchen,
  type PublicSnapshot,
  type PublicState,
} from '@bakeloop/contracts';
import { Ago, useFormat, useNow } from '@bakeloop/ui';
import { useState } from 'react';
import { ConditionShape } from '../../parts/condition.js';
import { LazyMap } from '../../parts/lazy-map.js';
import { EmptyPanel } from '../../parts/notices.js';
import type { MappedKitchen } from '../../parts/world-map.js';

/** The kitchens on a map and as a list, as everybody may know them. */
export function Where({ fleet }: { fleet: PublicSnapshot }) {
  const format = useFormat();
  // The map need not tick: who falls silent while one looks is told in the list.
  const [openedMs] = useState(Date.now);
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
        <LazyMap kitchens={fleet.kitchens.map((kitchen) => mapped(kitchen, openedMs))} />
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

const STATES: Record<PublicState, { condition: Condition; word: string }> = {
  baking: { condition: 'good', word: 'Baking now' },
  resting: { condition: 'unknown', word: 'At rest' },
  silent: { condition: 'unknown', word: 'Not heard from since' },
  'never-heard': { condition: 'unknown', word: 'Not heard from yet' },
};

function Heard({ kitchen }: { kitchen: PublicKitchen }) {
  const format = useFormat();
  const state = publicStateOf(kitchen, useNow());
  const { condition, word } = STATES[state];
  const heardMs = kitchen.lastMessageAt === null ? null : Date.parse(kitchen.lastMessageAt);
  return (
    <span className={`condition condition-${condition}`}>
      <ConditionShape condition={condition} />
      <span className="condition-word">
        {state === 'silent' && heardMs !== null
          ? `${word} ${format.instant(heardMs, 'UTC', 'full')} UTC`
          : word}
      </span>
      {heardMs === null || state === 'silent' ? null : (
        <span className="quiet">
          <Ago atMs={heardMs} />
        </span>
      )}
    </span>
  );
}

function mapped(kitchen: PublicKitchen, nowMs: number): MappedKitchen {
  const { id, name, place, position, running } = kitchen;
  const { condition, word } = STATES[publicStateOf(kitchen, nowMs)];
  const told = word === STATES.silent.word ? 'not heard from for a while' : word;
  return {
    id,
    label: place ?? name,
    position,
    condition,
    isBaking: running,
    words: `${name}${place ? ` in ${place}` : ''}: ${told}`,
    path: null,
  };
}
