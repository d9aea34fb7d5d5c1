import { useSearchText } from '../data/use-search-text.js';
import { Field } from './form.js';

/** So many are searched with the eyes. */
const SEARCH_FROM = 8;

/**
 * A list that is here as a whole, narrowed by the words in the address.
 * @param textOf what is searched of one
 * @returns what is found, and the field to search by, which few do without
 */
export function useNarrowed<T>(
  items: readonly T[],
  textOf: (item: T) => string,
  { label, none }: { label: string; none: string },
) {
  const [text, setText] = useSearchText();
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => wanted.every((word) => textOf(item).toLowerCase().includes(word)));
  const field =
    items.length < SEARCH_FROM && text === '' ? null : (
      <div className="narrow">
        <Field
          label={label}
          type="search"
          maxLength={80}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <p role="status" className="quiet">
          {found.length === 0 && items.length > 0 ? none : ''}
        </p>
      </div>
    );
  return { found, field };
}
