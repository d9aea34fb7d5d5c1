import type { EmbeddedBroker } from '@bakeloop/embedded';
import { openHealthDoor, type HealthDoor } from '@bakeloop/runtime';
import { Counter, Registry } from 'prom-client';

/**
 * A door for probes and scrapers of the embedded broker, on this machine only; it closes with the broker.
 * @param port 0 for any free one
 * @throws Error that says so when the port is in use
 */
export function openBrokerDoor(
  broker: Pick<EmbeddedBroker, 'refusedCount'>,
  port: number,
): Promise<HealthDoor> {
  const registry = new Registry();
  new Counter({
    registers: [registry],
    name: 'bakeloop_broker_refused_total',
    help: 'Publishes and connections that the broker refused since its start: foreign topics, wrong credentials, packets too large.',
    collect() {
      this.reset();
      this.inc(broker.refusedCount);
    },
  });
  return openHealthDoor({
    port,
    ready: async () => ({ broker: true }),
    metrics: { contentType: registry.contentType, read: () => registry.metrics() },
  });
}
