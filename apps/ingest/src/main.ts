import { loadEnv, onShutdown } from '@bakeloop/runtime';
import { ingestEnv, startIngest } from './index.js';

try {
  const ingest = await startIngest(loadEnv(ingestEnv));
  onShutdown(() => ingest.stop());
} catch (error) {
  console.error(`ingest could not start: ${(error as Error).message}`);
  process.exit(1);
}
