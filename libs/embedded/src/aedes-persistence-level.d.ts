/** The package has no types of its own. */
declare module 'aedes-persistence-level/asyncPersistence.js' {
  import type { Level } from 'level';
  export default class AsyncLevelPersistence {
    constructor(database: Level<string, unknown>);
  }
}
