import { setFlagsFromString } from 'node:v8';
import { loadEnv, onShutdown } from '@bakeloop/runtime';
import { ingestEnv, startIngest } from './index.js';

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
