type Stop = () => Promise<void> | void;

/** Longer than a database flush takes, shorter than the 30 s after which an orchestrator kills. */
const LIMIT_MS = 10_000;
const stops: Stop[] = [];
let listening = false;
let stopping = false;

async function stopAll(cause: string): Promise<void> {
  // A second Ctrl-C means: now.
  if (stopping) {
    if (cause !== 'disconnect') process.exit(1);
    return;
  }
  stopping = true;
  const limit = setTimeout(() => {
    process.stderr.write(`still not stopped ${LIMIT_MS / 1000} s after ${cause}: giving up\n`);
    process.exit(1);
  }, LIMIT_MS);
  let failed = false;
  for (const stop of stops.toReversed()) {
    try {
      await stop();
    } catch (error) {
      // One part that cannot stop must not keep the others from stopping.
      failed = true;
      process.stderr.write(`stopping failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  clearTimeout(limit);
  process.exit(failed ? 1 : 0);
}

/**
 * Registers what has to end before the process does. On SIGINT, SIGTERM or, in a forked process, when the parent has
 * died (IPC `disconnect`), the stops run once, last registered first, within 10 s; then the process exits.
 *
 * @returns takes the stop back, for something that ended earlier by itself
 */
export function onShutdown(stop: Stop): () => void {
  stops.push(stop);
  if (!listening) {
    listening = true;
    for (const cause of ['SIGINT', 'SIGTERM'] as const) process.on(cause, () => void stopAll(cause));
    if (process.connected) process.on('disconnect', () => void stopAll('disconnect'));
    // Forked, and the parent died while this process was still starting: nothing else would ever end it.
    else if (process.send) setImmediate(() => void stopAll('disconnect'));
  }
  return () => {
    const at = stops.indexOf(stop);
    if (at !== -1) stops.splice(at, 1);
  };
}
