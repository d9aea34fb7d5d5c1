import type { ReadMessage, Settlement } from '@bakeloop/record';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** From what a kitchen never notices to what makes it send again, s. */
const SETTLE_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * What a Prometheus scraper learns of one ingest. Counted once a commit, never once a message; what all ingests have stored
 * since ever is in the database, and told by the API.
 */
export class IngestMetrics {
  private readonly registry = new Registry();
  private readonly own = { registers: [this.registry] };
  private readonly messages = new Counter({
    ...this.own,
    name: 'bakeloop_ingest_messages_total',
    help: 'Messages settled since this ingest began.',
  });
  private readonly records = new Counter({
    ...this.own,
    name: 'bakeloop_ingest_records_total',
    help: 'Readings and events settled since this ingest began, and messages refused whole, by what became of them.',
    labelNames: ['outcome'],
  });
  private readonly limited = new Counter({
    ...this.own,
    name: 'bakeloop_ingest_messages_limited_total',
    help: 'Messages answered later or turned away, since their kitchen sends more than it may.',
    labelNames: ['how'],
  });
  private readonly failures = new Counter({
    ...this.own,
    name: 'bakeloop_ingest_settle_failures_total',
    help: 'Tries to commit that failed; what they held is tried again.',
  });
  private readonly sessionsLost = new Counter({
    ...this.own,
    name: 'bakeloop_ingest_sessions_lost_total',
    help: 'Connections for which the broker had kept nothing, which the first ever is too: kitchens send again what it lost.',
  });
  private readonly settleSeconds = new Histogram({
    ...this.own,
    name: 'bakeloop_ingest_settle_seconds',
    help: 'From the arrival of the first message of a commit to the end of that commit: no message of it waited longer.',
    buckets: SETTLE_BUCKETS_SECONDS,
  });

  /** @param unsettled how many messages are taken and not yet settled */
  constructor(unsettled: () => number) {
    new Gauge({
      ...this.own,
      name: 'bakeloop_ingest_unsettled_messages',
      help: 'Messages taken from the broker and not yet settled.',
      collect() {
        this.set(unsettled());
      },
    });
    for (const outcome of ['stored', 'duplicate', 'dead_lettered']) this.records.inc({ outcome }, 0);
    for (const how of ['slowed', 'turned_away']) this.limited.inc({ how }, 0);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Memory, processor time and the event loop of the process too: only where somebody asks for them. */
  withProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  read(): Promise<string> {
    return this.registry.metrics();
  }

  /** @param messages of one commit, in the order they came */
  committed(messages: readonly ReadMessage[], tally: Settlement['tally'], nowMs: number): void {
    this.messages.inc(messages.length);
    this.records.inc({ outcome: 'stored' }, tally.stored);
    this.records.inc({ outcome: 'duplicate' }, tally.duplicate);
    this.records.inc({ outcome: 'dead_lettered' }, tally.deadLettered);
    this.limited.inc({ how: 'slowed' }, tally.slowed);
    this.limited.inc({ how: 'turned_away' }, tally.turnedAway);
    const first = messages[0];
    // A clock that was set back while the database wrote tells nothing.
    if (first) this.settleSeconds.observe(Math.max(0, nowMs - first.message.receivedAt.getTime()) / 1_000);
  }

  failed(): void {
    this.failures.inc();
  }

  connected({ sessionPresent }: { sessionPresent: boolean }): void {
    if (!sessionPresent) this.sessionsLost.inc();
  }
}
