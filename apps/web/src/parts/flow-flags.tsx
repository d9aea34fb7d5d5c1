import type { FlowsAnswer } from '@bakeloop/contracts';
import { useFormat } from '@bakeloop/ui';
import { TriangleAlert } from 'lucide-react';
import { flagText } from '../data/flag-text.js';

/** What a log says that cannot be, in words for staff. */
export function FlowFlags({ flags }: { flags: FlowsAnswer['flags'] }) {
  const format = useFormat();
  if (flags.length === 0) return null;
  return (
    <ul className="troubles" aria-label="To check">
      {flags.map(({ code, message, grams }) => (
        <li key={`${code} ${String(grams)} ${message}`} className="trouble trouble-warning">
          <TriangleAlert size={18} aria-hidden />
          <span>
            <strong>To check.</strong> {flagText(message, format)}
          </span>
        </li>
      ))}
    </ul>
  );
}
