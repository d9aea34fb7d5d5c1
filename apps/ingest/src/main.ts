import { loadEnv, onShutdown } from '@bakeloop/runtime';
import { ingestEnv, startIngest } from './index.js';

try {
  let ingest: Awaited<ReturnType<typeof startIngest>> | undefined;
  // Before it starts: while it waits for a broker that ended with its parent, nothing else would ever end it.
  onShutdown(() => ingest?.stop());
  ingest = await startIngest(loadEnv(ingestEnv));
} catch (error) {
  console.error(`ingest could not start: ${(error as Error).message}`);
  process.exit(1);
}
