/** What of a list is wanted: all of it where nothing is said. */
export interface PageOf<Key> {
  /** All of these, in any order and any case. */
  words?: readonly string[];
  /** Of the last one before. */
  after?: Key | undefined;
  limit?: number;
}

/** A time, or a text, as the database has it, and an id. */
export type OrderedById = readonly [first: string, id: string];
