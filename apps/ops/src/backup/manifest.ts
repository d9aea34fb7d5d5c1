import { z } from 'zod';
import { sealed, type SealedKind } from '../sealed-folder.js';

export const BACKUP: SealedKind = { what: 'backup', nothingDone: 'Nothing was restored.' };

export const manifest = sealed.extend({
  engine: z.object({
    kind: z.enum(['native', 'embedded']),
    version: z.string().describe('for a person'),
    timescaledb: z.string().nullable().describe('the version of the extension; null without it'),
  }),
  rows: z.record(z.string(), z.int().min(0)).describe('by table'),
  totals: z.record(z.string(), z.string()).describe('sums over the journal by quantity'),
});

/** What a backup is of, and what it must hold. */
export type Manifest = z.infer<typeof manifest>;
