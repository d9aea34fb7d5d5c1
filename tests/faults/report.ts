import { appendFileSync } from 'node:fs';
import type { Verdict } from './oracle.js';
import { SEED } from './settings.js';

/** One line for each scenario that ran, past jest's console; and the same for the table at the end of a run. */
export function report(
  scenario: string,
  figures: Partial<Verdict> & { recoveryMs?: number } & Readonly<Record<string, number | string>>,
): void {
  const { produced, stored, duplicates, dead, lost, doubled, strangers: _, recoveryMs, ...more } = figures;
  const all = {
    seed: SEED,
    produced,
    stored,
    duplicates,
    dead,
    lost,
    doubled,
    recovery_ms: recoveryMs,
    ...more,
  };
  const told = Object.entries(all).filter(([, value]) => value !== undefined);
  process.stdout.write(`${scenario} ${told.map(([name, value]) => `${name}=${value}`).join(' ')}\n`);
  const file = process.env['FAULTS_REPORT'];
  if (file) appendFileSync(file, `${JSON.stringify({ scenario, ...Object.fromEntries(told) })}\n`);
}
