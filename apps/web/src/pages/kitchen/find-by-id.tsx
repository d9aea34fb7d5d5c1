import { useDebouncedValue } from '@mantine/hooks';
import { TYPING_MS, useSearchText } from '../../data/use-search-text.js';
import { Field } from '../../parts/form.js';

interface Find {
  typed: string;
  type: (text: string) => void;
  /** What is looked for; undefined: nothing. */
  q: string | undefined;
}

/** Part of an id that a list is narrowed to, as it stands in the address. @param name of the parameter */
export function useFoundId(name: string): Find {
  const [typed, type] = useSearchText(name);
  const [rested] = useDebouncedValue(typed.trim(), TYPING_MS);
  return { typed, type, q: rested === '' ? undefined : rested };
}

/** @param isNone nothing has such an id */
export function FindById({ find, label, isNone }: { find: Find; label: string; isNone: boolean }) {
  return (
    <div className="narrow">
      <Field
        label={label}
        type="search"
        maxLength={64}
        value={find.typed}
        onChange={({ target }) => find.type(target.value)}
      />
      <p role="status" className="quiet">
        {find.q !== undefined && isNone ? `None has “${find.q}” in its id.` : ''}
      </p>
    </div>
  );
}
