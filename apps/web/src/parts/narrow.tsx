import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { TYPING_MS, useSearchText } from '../data/use-search-text.js';
import { Field } from './form.js';

/** So many are searched with the eyes. */
const SEARCH_FROM = 8;

interface NarrowWords {
  label: string;
  /** Said where nothing is found. */
  none: string;
}

/**
 * A list that is here as a whole, narrowed by the words in the address.
 * @param textOf what is searched of one
 * @returns what is found, and the field to search by, which few do without
 */
export function useNarrowed<T>(items: readonly T[], textOf: (item: T) => string, words: NarrowWords) {
  const [text, setText] = useSearchText();
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => wanted.every((word) => textOf(item).toLowerCase().includes(word)));
  const field =
    items.length < SEARCH_FROM && text === '' ? null : (
      <NarrowField words={words} text={text} set={setText} isNone={found.length === 0 && items.length > 0} />
    );
  return { found, field };
}

/**
 * A list that comes page by page, narrowed by the server to the words in the address.
 * @returns the words to ask for, and the field to search by, which few do without
 */
export function useSearched(words: NarrowWords): {
  q: string | undefined;
  field: (list: { items: readonly unknown[]; hasNextPage: boolean }) => ReactNode;
} {
  const [text, setText] = useSearchText();
  const [rested] = useDebouncedValue(text.trim(), TYPING_MS);
  // Who has cleared it may go on typing, whatever is shown meanwhile.
  const [isUsed, setUsed] = useState(false);
  const set = (words: string): void => {
    setUsed(true);
    setText(words);
  };
  return {
    q: rested === '' ? undefined : rested,
    field: ({ items, hasNextPage }) =>
      items.length < SEARCH_FROM && !hasNextPage && text === '' && !isUsed ? null : (
        <NarrowField words={words} text={text} set={set} isNone={items.length === 0 && rested !== ''} />
      ),
  };
}

function NarrowField({
  words: { label, none },
  text,
  set,
  isNone,
}: {
  words: NarrowWords;
  text: string;
  set: (text: string) => void;
  isNone: boolean;
}) {
  return (
    <div className="narrow">
      <Field
        label={label}
        type="search"
        maxLength={80}
        value={text}
        onChange={({ target }) => set(target.value)}
      />
      <p role="status" className="quiet">
        {isNone ? none : ''}
      </p>
    </div>
  );
}
