import { call } from '@bakeloop/ui';
import { useMutation } from '@tanstack/react-query';
import { FileDown } from 'lucide-react';
import { csvOf } from '@bakeloop/contracts';
import { FormProblem } from '../../parts/form.js';
import { saveFile } from '../../parts/save-file.js';
import { queryOf, type Asked } from './asked.js';
import type { AuditEntry } from './entry.js';

const A_PAGE = 200;
/** As much as a browser holds with ease and a spreadsheet opens. */
const MOST = 20_000;
const COLUMNS = [
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'address',
  'requestId',
  'action',
  'subject',
  'before',
  'after',
] as const satisfies readonly (keyof AuditEntry)[];

const cellOf = (value: AuditEntry[keyof AuditEntry]): string | null =>
  value === null || typeof value === 'string' ? value : JSON.stringify(value);

/** All that is found, not only what is shown, as a table for a spreadsheet; made here, page by page. */
export function Download({ asked }: { asked: Asked }) {
  const saving = useMutation({
    mutationFn: async () => {
      const found: AuditEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await call('audit', { query: { ...queryOf(asked), limit: A_PAGE, cursor } });
        found.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined && found.length < MOST);
      const rows = found.map((entry) => COLUMNS.map((column) => cellOf(entry[column])));
      const day = new Date().toISOString().slice(0, 10);
      saveFile(`bakeloop-audit-${day}.csv`, csvOf([COLUMNS, ...rows]), 'text/csv;charset=utf-8');
      return { count: found.length, isAll: cursor === undefined };
    },
  });
  return (
    <div className="audit-download">
      <button
        type="button"
        className="button button-quiet"
        disabled={saving.isPending}
        onClick={() => saving.mutate()}
      >
        <FileDown size={17} aria-hidden /> Download CSV
      </button>
      <span className="quiet" role="status">
        {saving.isPending
          ? 'Reading …'
          : saving.data
            ? saving.data.isAll
              ? `${String(saving.data.count)} entries saved.`
              : `The newest ${String(saving.data.count)} entries saved; there are more: choose fewer days.`
            : 'all that is found, for a spreadsheet'}
      </span>
      <FormProblem error={saving.error} />
    </div>
  );
}
