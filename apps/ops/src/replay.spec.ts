import { expect, it } from '@jest/globals';
import { shifted } from './replay.js';

const DAY_MS = 86_400_000;
const session = '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a11';

it('moves absolute times and leaves offsets as they are', () => {
  expect(
    shifted(
      {
        session,
        seq: 1,
        records: [
          { bn: 'm/', bt: 1_772_447_400, n: 'x', v: 1 },
          { n: 'x', t: 60, v: 2 },
        ],
      },
      DAY_MS,
    ),
  ).toMatchObject({ seq: 1, records: [{ bt: 1_772_533_800 }, { t: 60 }] });
});

it('gives moved events other ids, the same each time, with the links between them kept', () => {
  const pack = {
    session,
    seq: 1,
    events: [
      { id: session, type: 'batch.finished', time: '2026-03-02T13:58:00+03:00', data: {} },
      {
        id: '0192f0c1-6f0e-7c3a-9f5e-2b1f6f0f8a12',
        type: 'event.voided',
        time: '2026-03-02T11:00:00Z',
        supersedes: session,
        data: {},
      },
    ],
  };
  const once = shifted(pack, DAY_MS) as typeof pack;
  expect(once).toEqual(shifted(pack, DAY_MS));
  expect(once.events[0]?.id).not.toBe(session);
  expect(once.events[1]?.supersedes).toBe(once.events[0]?.id);
  expect(once.events[0]?.time).toBe('2026-03-03T10:58:00.000Z');
});
