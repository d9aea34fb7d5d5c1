import type { CallOptions, Page } from '@bakeloop/ui';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PAGED } from '../data/paged.js';
import { TYPING_MS, useSearchText } from '../data/use-search-text.js';
import { Field } from './form.js';
import { ProblemPanel } from './notices.js';

const A_PAGE = 30;
/** So many are searched with the eyes. */
const SEARCH_FROM = 8;
/** Of a search, as the server takes it. */
const MOST_LETTERS = 80;

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
 * @param o.key what the key of the query begins with
 * @param o.name what the words are called in the address, where a page has two such lists
 * @returns what has come of it, whether there is nothing at all, and the field to search by, which few do without. A search
 * that fails says so below the field, and finds nothing: whatever else is on the page stays.
 */
export function useSearchedList<T>({
  key,
  words,
  name,
  read,
}: {
  key: readonly string[];
  words: NarrowWords;
  name?: string;
  read: (
    query: { q: string | undefined; limit: number; cursor: string | undefined },
    options: CallOptions,
  ) => Promise<Page<T>>;
}) {
  const [text, setText] = useSearchText(name);
  // What is pasted from a table has tabs in it, and an address may say more than a field takes.
  const [rested] = useDebouncedValue(
    text
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, MOST_LETTERS)
      .trim(),
    TYPING_MS,
  );
  const q = rested === '' ? undefined : rested;
  const asked = useInfiniteQuery({
    queryKey: [...key, q],
    queryFn: ({ signal, pageParam }) => read({ q, limit: A_PAGE, cursor: pageParam }, { signal }),
    ...PAGED,
    // While somebody types, what was found stays until the next is.
    placeholderData: keepPreviousData,
  });
  // Who has cleared it may go on typing, whatever is shown meanwhile.
  const [isUsed, setUsed] = useState(false);
  const set = (words: string): void => {
    setUsed(true);
    setText(words);
  };
  const failure = q !== undefined && asked.data === undefined ? asked.error : null;
  const list = failure ? { ...asked, data: { pages: [], pageParams: [] } } : asked;
  const items: T[] = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = q !== undefined || list.isPlaceholderData;
  const field =
    items.length < SEARCH_FROM && !list.hasNextPage && text === '' && !isUsed ? null : (
      <>
        <NarrowField
          words={words}
          text={text}
          set={set}
          isNone={items.length === 0 && q !== undefined && !failure}
        />
        {failure ? <ProblemPanel error={failure} retry={() => void asked.refetch()} /> : null}
      </>
    );
  return { list, items, isNarrowed, isNone: items.length === 0 && !isNarrowed, field };
}

export type SearchedList<T> = ReturnType<typeof useSearchedList<T>>;

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
        maxLength={MOST_LETTERS}
        value={text}
        onChange={({ target }) => set(target.value)}
      />
      <p role="status" className="quiet">
        {isNone ? none : ''}
      </p>
    </div>
  );
}
