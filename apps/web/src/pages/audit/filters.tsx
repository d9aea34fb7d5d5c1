import { useEffect, useRef, useState } from 'react';
import { usePeople } from '../../data/use-whole.js';
import { Field, SelectField } from '../../parts/form.js';
import type { Asked } from './asked.js';

/** So long after the last key a word is looked for, ms. */
const TYPING_MS = 300;

/** What the list is narrowed to. */
export function Filters({ asked, set }: { asked: Asked; set: (name: keyof Asked, value: string) => void }) {
  const people = usePeople();
  const choices = [...(people.data ?? [])].sort((left, right) => left.name.localeCompare(right.name));
  const isListed = asked.actor === '' || choices.some(({ id }) => id === asked.actor);
  return (
    <div className="audit-filters" role="group" aria-label="What is shown">
      <TextFilter text={asked.text} set={(text) => set('text', text)} />
      <SelectField
        label="Who"
        value={asked.actor}
        choices={[
          ['', 'everybody'],
          ...(isListed ? [] : [[asked.actor, 'somebody who is not listed'] as const]),
          ...choices.map(({ id, name, email }) => [id, `${name} (${email})`] as const),
        ]}
        change={(actor) => set('actor', actor)}
      />
      <Field
        label="From"
        type="date"
        value={asked.from}
        max={asked.to === '' ? undefined : asked.to}
        onChange={({ target }) => set('from', target.value)}
      />
      <Field
        label="To"
        type="date"
        value={asked.to}
        min={asked.from === '' ? undefined : asked.from}
        onChange={({ target }) => set('to', target.value)}
      />
    </div>
  );
}

/** Looks for a word once one has stopped typing. */
function TextFilter({ text, set }: { text: string; set: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const latest = useRef(set);
  useEffect(() => {
    latest.current = set;
  });
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => latest.current(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <Field
      label="Find in what was done, or to what"
      type="search"
      maxLength={200}
      placeholder="session, kitchens, person:…"
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
    />
  );
}
