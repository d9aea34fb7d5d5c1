import { useSearchParams } from 'react-router';

/** So long after the last key a server is asked, ms. */
export const TYPING_MS = 300;

/** A text that narrows a list, kept in the address while it is typed: so it can be passed on, and is there on the way back. */
export function useSearchText(name = 'q'): readonly [text: string, set: (text: string) => void] {
  const [search, setSearch] = useSearchParams();
  const set = (text: string): void => {
    const next = new URLSearchParams(search);
    if (text === '') next.delete(name);
    else next.set(name, text);
    setSearch(next, { replace: true, preventScrollReset: true });
  };
  return [search.get(name) ?? '', set];
}
