import { expect, it } from '@jest/globals';
import { NO_CONTEXT } from '../kitchen/context.js';
import { deriveKitchen } from '../ledger/derive.js';
import { resolveEvents } from '../log/correction.js';
import type { KitchenEvent } from '../log/events.js';
import { reduceLots } from './lots.js';
import { eventsBearingOn } from '../log/refs.js';
import { lineageOf } from '../lineage/lineage.js';

it('a batch of 200 events and a kitchen of 20,000 are reduced without a quadratic blow-up', () => {
  const events: KitchenEvent[] = [];
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
  for (let index = 0; index < 20_000; index += 1) {
    const base = { id: `e${index}`, time: at(index) };
    if (index % 2 === 0)
      events.push({
        ...base,
        type: 'lot.processed',
        data: {
          step: 'blend',
          inputs: [{ lotId: `L${index}`, grams: 10 }],
          outputs: [{ lotId: `L${index + 2}`, polymer: 'PP', form: 'flake', grams: 10 }],
          losses: [],
        },
      });
    else
      events.push({
        ...base,
        type: 'batch.input',
        batchId: `B${Math.floor(index / 400)}`,
        data: { lotId: `L${index % 100}`, material: 'flake', origin: 'post-consumer', grams: 1 },
        ...(index > 10_000 ? { supersedes: `e${index - 2}`, reason: 'chain' } : {}),
      });
  }
  const before = process.cpuUsage();
  expect(reduceLots(resolveEvents(events).effective).size).toBe(10_051);
  expect(deriveKitchen(events, NO_CONTEXT, () => null).contributions.length).toBeGreaterThan(10_000);
  expect(lineageOf({ lotId: 'L20000' }, events).nodes.length).toBeGreaterThan(10_000);
  expect(eventsBearingOn('B3', events).length).toBeGreaterThan(200);
  const { user, system } = process.cpuUsage(before);
  // Processor time, since the machine may be busy: two seconds or so; a quadratic step would take minutes.
  expect((user + system) / 1_000_000).toBeLessThan(10);
});
