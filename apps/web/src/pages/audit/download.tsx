import { pathOf } from '@bakeloop/ui';
import { consoleRoutes } from '@bakeloop/contracts';
import { FileDown } from 'lucide-react';
import { queryOf, type Asked } from './asked.js';

const FILES = [
  { route: consoleRoutes.auditTable, name: 'Download CSV' },
  { route: consoleRoutes.auditLines, name: 'NDJSON' },
] as const;

/** All that is found, not only what is shown, as the server reads it: however much it is, the page holds none of it. */
export function Download({ asked }: { asked: Asked }) {
  const query = new URLSearchParams(
    Object.entries(queryOf(asked)).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
  return (
    <p className="audit-download">
      {FILES.map(({ route, name }) => (
        <a
          key={name}
          className="button button-quiet"
          download
          href={`/api/v1${pathOf(route.path, {})}${query === '' ? '' : `?${query}`}`}
        >
          <FileDown size={17} aria-hidden /> {name}
        </a>
      ))}
      <span className="quiet">
        all that is found, for a spreadsheet or a program; that you took it is noted
      </span>
    </p>
  );
}
