import { readReference, referenceRevision, type Sql } from '@bakeloop/db';
import type { ReferenceRecord } from '@bakeloop/domain';

/** Keeps the reference data of one database in memory, and reads it again when something was published. */
export class ReferenceMemory {
  private revision: string | null = null;
  private records: readonly ReferenceRecord[] = [];

  async read(sql: Sql): Promise<readonly ReferenceRecord[]> {
    const revision = await referenceRevision(sql);
    if (revision !== this.revision) {
      this.records = await readReference(sql);
      this.revision = revision;
    }
    return this.records;
  }
}
