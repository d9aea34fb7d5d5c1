import { setFlagsFromString } from 'node:v8';
import { loadEnv, onShutdown } from '@bakeloop/runtime';
import { ingestEnv, startIngest } from './index.js';

// What was read of a pack lives until its commit, 30 ms. The collector takes what lives at all for what stays, and puts it
// among the old at once: a collection of everything every three seconds, instead of every twenty-five.
setFlagsFromString('--no-allocation-site-pretenuring');
// Little lives then, and one thread has it copied before helpers, behind the database on the same processors, have begun.
setFlagsFromString('--no-parallel-scavenge');
// By itself the heap grows to four times what is in use before it is tidied, since there is memory: half as much
// again was measured, and no faster. So it is tidied when it has doubled.
setFlagsFromString('--heap-growing-percent=100');

try {
  let ingest: Awaited<ReturnType<typeof startIngest>> | undefined;
  // Before it starts: while it waits for a broker that ended with its parent, nothing else would ever end it.
  onShutdown(() => ingest?.stop());
  ingest = await startIngest(loadEnv(ingestEnv));
} catch (error) {
  console.error(`ingest could not start: ${(error as Error).message}`);
  process.exit(1);
}
