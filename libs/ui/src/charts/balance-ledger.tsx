import type { MassBalanceView } from '@bakeloop/contracts';
import { balanceRows, type BalanceRow, type FlowTone } from '../balance-rows.js';
import { useFormat } from '../provider.js';

const TONES: Record<FlowTone, string> = {
  intake: 'var(--bl-series-3)',
  input: 'var(--bl-series-5)',
  feed: 'var(--bl-series-6)',
  product: 'var(--bl-series-1)',
  back: 'var(--bl-series-4)',
  loss: 'var(--bl-series-2)',
  unknown: 'url(#bl-unknown)',
  pending: 'var(--bl-strong-line)',
};

function UnknownPattern() {
  return (
    <pattern id="bl-unknown" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="7" height="7" fill="var(--bl-quiet-soft)" />
      <rect width="3" height="7" fill="var(--bl-bad)" />
    </pattern>
  );
}

const SIGNS: Record<BalanceRow['role'], string> = {
  start: '',
  minus: '\u2212',
  plus: '+',
  sum: '=',
  part: '',
};

/**
 * Where every kilogram of a batch went, as a table whose bars hang where the mass hangs: a waterfall to the feed, its parts
 * below.
 * @param running whether more may still come out
 */
export function BalanceLedger({ balance, running = false }: { balance: MassBalanceView; running?: boolean }) {
  const format = useFormat();
  const rows = balanceRows(balance, running);
  const spans = spansOf(rows);
  const widest = Math.max(1, ...spans.map(({ to }) => to));
  return (
    <table className="bl-ledger">
      <caption className="bl-hidden">
        Mass balance: what came in, what was lost, what came out, in kilograms
      </caption>
      <thead className="bl-hidden">
        <tr>
          <th scope="col">Flow</th>
          <th scope="col">Mass</th>
          <th scope="col">Share of the feed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => {
          const span = spans[index] ?? { from: 0, to: 0 };
          return (
            <tr key={row.id} data-role={row.role} data-tone={row.tone}>
              <th scope="row">
                <svg width="12" height="12" aria-hidden>
                  <defs>{row.tone === 'unknown' ? <UnknownPattern /> : null}</defs>
                  <rect width="12" height="12" rx="3" fill={TONES[row.tone]} />
                </svg>
                {row.label}
              </th>
              <td className="bl-ledger-mass">
                {SIGNS[row.role]} {format.kilograms(row.role === 'plus' ? Math.abs(row.grams) : row.grams)}
              </td>
              <td className="bl-ledger-share">
                {row.role === 'part' && balance.feedGrams > 0
                  ? format.signedPercent(row.grams / balance.feedGrams).replace('+', '')
                  : ''}
              </td>
              <td className="bl-ledger-bar" aria-hidden>
                <svg width="100%" height="14" preserveAspectRatio="none" viewBox="0 0 1000 14">
                  <defs>{row.tone === 'unknown' ? <UnknownPattern /> : null}</defs>
                  <rect
                    x={(span.from / widest) * 1000}
                    width={span.to === span.from ? 0 : Math.max(3, ((span.to - span.from) / widest) * 1000)}
                    height="14"
                    fill={TONES[row.tone]}
                  />
                </svg>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** From where to where each row's bar reaches, grams. */
function spansOf(rows: BalanceRow[]): { from: number; to: number }[] {
  let level = 0;
  return rows.map(({ role, grams }) => {
    const size = Math.abs(grams);
    if (role === 'start' || role === 'sum') {
      level = role === 'sum' ? 0 : size;
      return { from: 0, to: size };
    }
    if (role === 'minus') {
      level -= size;
      return { from: Math.max(0, level), to: Math.max(0, level) + size };
    }
    level += size;
    // More out than in: the part that the feed cannot explain lies at the end of what came out.
    if (role === 'part' && grams < 0) return { from: Math.max(0, level - 2 * size), to: level - size };
    return { from: level - size, to: level };
  });
}
