/** SQL: whether a text has all of the words in a parameter, in any order and any case. */
export const hasWords = (text: string, words: string): string =>
  `(cardinality(${words}::text[]) = 0 OR NOT EXISTS (
    SELECT FROM unnest(${words}::text[]) word WHERE strpos(lower(${text}), lower(word)) = 0))`;
