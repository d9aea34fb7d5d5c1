import type { Journal } from '../storage/shelf.js';

export type TestJournal = Journal & { texts: Map<string, string> };

/**
 * A browser's localStorage.
 * @param isFull whether another key is refused
 */
export function journalOf(
  texts = new Map<string, string>(),
  isFull: (texts: ReadonlyMap<string, string>) => boolean = () => false,
): TestJournal {
  return {
    texts,
    get length() {
      return texts.size;
    },
    key: (index) => [...texts.keys()][index] ?? null,
    getItem: (key) => texts.get(key) ?? null,
    removeItem: (key) => void texts.delete(key),
    setItem: (key, text) => {
      if (!texts.has(key) && isFull(texts)) throw new DOMException('full', 'QuotaExceededError');
      texts.set(key, text);
    },
  };
}
