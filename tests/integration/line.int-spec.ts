import { beforeAll, expect, it } from '@jest/globals';
import { apiClient } from '../support/api-client.js';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { describeWith } from '../support/programs.js';

describeWith(['postgres', 'mosquitto'], 'how the line does, on PostgreSQL and Mosquitto', () => {
  let stack: ApiStack;

  beforeAll(async () => {
    stack = await startApiStack();
  });

  it('is told by kitchen and in sum, to a person and to a Prometheus scraper', async () => {
    const kitchen = await stack.kitchen('ke-nbo-01');
    const bt = Math.floor(Date.now() / 1_000) - 60;
    const records = [
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, v: 1 },
      { n: 'm/x', bt, vs: 'hot' },
    ];
    await kitchen.pack(1, records);
    await kitchen.untilSettled('telemetry', 1);
    const line = await apiClient(stack.api.url).answer('line', '/line');
    const tally = { received: 3, stored: 1, duplicate: 1, deadLettered: 1, slowed: 0, turnedAway: 0 };
    expect(line.kitchens).toContainEqual({ kitchenId: 'ke-nbo-01', tally });
    expect(line.unaccounted).toBe(0);

    const scraped = await fetch(`${stack.api.url}/health/metrics`);
    expect(scraped.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await scraped.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE bakeloop_records_received_total counter',
        'bakeloop_records_received_total{kitchen="ke-nbo-01"} 3',
        'bakeloop_records_total{kitchen="ke-nbo-01",outcome="stored"} 1',
        'bakeloop_records_total{kitchen="ke-nbo-01",outcome="duplicate"} 1',
        'bakeloop_records_total{kitchen="ke-nbo-01",outcome="dead_lettered"} 1',
        'bakeloop_records_unaccounted 0',
      ]),
    );
  });
});
