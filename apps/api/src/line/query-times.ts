import { Histogram, Registry } from 'prom-client';

/** From a row by its key to a year of a fleet, s. */
const BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** How long the database takes to answer this process, for a Prometheus scraper. */
export class QueryTimes {
  private readonly registry = new Registry();
  private readonly seconds = new Histogram({
    registers: [this.registry],
    name: 'bakeloop_api_query_seconds',
    help: 'From asking the database to its answer, each statement; waiting for a free connection is not in it.',
    buckets: BUCKETS_SECONDS,
  });

  took(ms: number): void {
    this.seconds.observe(ms / 1_000);
  }

  read(): Promise<string> {
    return this.registry.metrics();
  }
}
