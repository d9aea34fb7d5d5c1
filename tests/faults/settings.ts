import { sized } from '../support/at-length.js';
import { dice, type Dice } from '../support/dice.js';

/** Of every choice a run makes: `FAULTS_SEED=7 npm run faults` repeats the run that printed seed=7. */
export const SEED = Number(process.env['FAULTS_SEED'] ?? 1);

/** Dice of one scenario: what it throws does not depend on which scenarios ran before. */
export function diceOf(scenario: string): Dice {
  const salt = [...scenario].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
  return dice(SEED ^ salt);
}

/** R3: what was killed and is back has settled all so soon, ms. The gate shares its machine with other work. */
export const RECOVERED_WITHIN_MS = sized({ short: 30_000, long: 10_000 });

/** TimescaleDB where it is installed, unless `FAULTS_ENGINE=postgresql` asks for a server as Debian has it. */
export const WITHOUT_TIMESCALE = process.env['FAULTS_ENGINE'] === 'postgresql';
