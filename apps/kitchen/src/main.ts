import { ConfigError } from '@bakeloop/runtime';
import type { Command } from 'commander';

/** The words of a real kitchen's agent; all else is the simulator. Either is loaded without the other. */
const WORDS = ['run', 'check', 'claim'];

async function commandFor(word: string | undefined): Promise<Command> {
  return word !== undefined && WORDS.includes(word)
    ? (await import('./config-command.js')).configCommand
    : (await import('./simulate-command.js')).simulateCommand;
}

try {
  const command = await commandFor(process.argv[2]);
  await command.parseAsync();
} catch (error) {
  // A setting to mend needs no stack; anything else is ours and does.
  const mendable = error instanceof ConfigError;
  process.stderr.write(
    `${error instanceof Error ? (mendable ? error.message : error.stack) : String(error)}\n`,
  );
  // Kitchens that did start hold the process open; their outboxes stand a hard end.
  process.exit(1);
}
