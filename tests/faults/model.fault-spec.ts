import { topics } from '@bakeloop/contracts';
import { detectEngine, type Database, type Engine } from '@bakeloop/db';
import { maintain, Recorder, type Message } from '@bakeloop/record';
import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sized } from '../support/at-length.js';
import { dice } from '../support/dice.js';
import { describeWith } from '../support/programs.js';
import { expectAccountsBalance, expectExactly, judge } from './oracle.js';
import { makePack, type Made, type Pack, type Stream } from './packs.js';
import { migrated, startFaultyPostgres, type Platform } from './platform.js';
import { report } from './report.js';
import { SEED } from './settings.js';

const KITCHENS = 2;
const DAY_S = 86_400;

/** The line from outbox to database without its wires: what may be lost, doubled or cut short, a command does. */
class Line implements Made {
  private static lines = 0;
  readonly kitchens: readonly { readonly id: string; readonly session: string }[];
  readonly packs: Pack[] = [];
  sent = 0;
  /** What the broker has. */
  private queue: Message[] = [];
  private readonly answered = new Set<Pack>();
  private readonly dice = dice(SEED + ++Line.lines);
  private recorder: Recorder;
  private crashes = false;

  constructor(
    readonly database: Platform['database'],
    private readonly engine: Engine,
  ) {
    this.kitchens = Array.from({ length: KITCHENS }, (_, index) => ({
      id: `f50-${Line.lines}-${index}`,
      session: this.dice.uuid(),
    }));
    this.recorder = this.startRecorder();
  }

  acknowledged = (): Pack[] => [...this.answered];

  make(kitchen: number, stream: Stream, isBad: boolean, lateDays: number): void {
    const { id, session } = this.kitchens[kitchen] ?? { id: '', session: '' };
    const seq = 1 + this.packs.filter((pack) => pack.kitchenId === id && pack.stream === stream).length;
    const atS = Math.floor(Date.now() / 1_000) - 3_600 - lateDays * DAY_S + seq;
    this.packs.push(makePack({ kitchenId: id, session, stream, seq }, { atS, dice: this.dice, isBad }));
  }

  send(pack: Pack): void {
    this.sent++;
    const { kitchenId, stream, body } = pack;
    this.queue.push({
      topic: topics.of(kitchenId, stream),
      payload: Buffer.from(body),
      receivedAt: new Date(),
    });
  }

  /** The first messages of the queue, in one commit. */
  async deliver(count: number, fate: Fate): Promise<void> {
    const group = this.queue.slice(0, count);
    this.crashes = fate === 'crash';
    try {
      const { acks } = await this.recorder.settle(group);
      this.queue = this.queue.slice(group.length);
      if (fate === 'answer lost') return;
      for (const { kitchenId, ack } of acks)
        for (const pack of this.packs)
          if (
            pack.kitchenId === kitchenId &&
            pack.stream === ack.stream &&
            ack.seqs.some(([first, last]) => first <= pack.seq && pack.seq <= last)
          )
            this.answered.add(pack);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      // Not acknowledged to the broker either: it delivers again, to a process that remembers nothing.
      this.restart();
    } finally {
      this.crashes = false;
    }
    await expectAccountsBalance(this.database, this);
  }

  restart(): void {
    this.recorder = this.startRecorder();
  }

  forget(): void {
    this.queue = [];
  }

  async keepUp(): Promise<void> {
    while ((await maintain(this.database, this.engine, Date.now())).more);
  }

  /** As a kitchen does in the end: sends what is not acknowledged until it is. */
  async drain(): Promise<void> {
    await this.deliver(this.queue.length, 'answered');
    for (const pack of this.packs) if (!this.answered.has(pack)) this.send(pack);
    await this.deliver(this.queue.length, 'answered');
  }

  private startRecorder(): Recorder {
    const { database } = this;
    const killable: Database = {
      query: database.query.bind(database),
      transaction: (run) =>
        database.transaction(async (sql) => {
          const done = await run(sql);
          if (this.crashes) throw new Killed();
          return done;
        }),
    };
    return new Recorder(killable);
  }
}

class Killed extends Error {}
type Fate = 'answered' | 'answer lost' | 'crash';

/** A step of a run, by name, so that a shrunken failure can be read. */
class Step implements fc.AsyncCommand<object, Line> {
  constructor(
    private readonly name: string,
    private readonly act: (line: Line) => Promise<void> | void,
  ) {}
  check = (): boolean => true;
  async run(_model: object, line: Line): Promise<void> {
    await this.act(line);
  }
  toString = (): string => this.name;
}

const steps: fc.Arbitrary<Step>[] = [
  fc
    .record({
      kitchen: fc.nat(KITCHENS - 1),
      stream: fc.constantFrom<Stream>('telemetry', 'events'),
      isBad: fc.boolean(),
      lateDays: fc.constantFrom(0, 0, 10, 200),
    })
    .map(
      ({ kitchen, stream, isBad, lateDays }) =>
        new Step(
          `make ${stream}${isBad ? ' with a bad record' : ''} of ${kitchen}, ${lateDays} days late`,
          (line) => line.make(kitchen, stream, isBad, lateDays),
        ),
    ),
  // Whether it was sent or settled before or not.
  fc.nat().map(
    (which) =>
      new Step(`send #${which}`, (line) => {
        const pack = line.packs[which % line.packs.length];
        if (pack) line.send(pack);
      }),
  ),
  fc
    .record({
      count: fc.integer({ min: 1, max: 5 }),
      fate: fc.constantFrom<Fate>('answered', 'answer lost', 'crash'),
    })
    .map(({ count, fate }) => new Step(`deliver ${count}: ${fate}`, (line) => line.deliver(count, fate))),
  fc.constant(new Step('restart the ingest', (line) => line.restart())),
  fc.constant(new Step('the broker forgets', (line) => line.forget())),
  fc.constant(new Step('maintenance', (line) => line.keepUp())),
];

describeWith(['postgres'], 'any order of events', () => {
  let database: Platform['database'];
  let engine: Engine;
  beforeAll(async () => {
    const postgres = await startFaultyPostgres();
    database = await migrated(await postgres.freshDatabase());
    engine = await detectEngine(database);
  });

  it('F50 of making, sending, doubling, crashing, restarting, being late and losing an answer stores what was made, once', async () => {
    const total = { produced: 0, stored: 0, duplicates: 0, dead: 0, lost: 0, doubled: 0, runs: 0 };
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 60, size: 'max' }), async (commands) => {
        const line = new Line(database, engine);
        await fc.asyncModelRun(() => ({ model: {}, real: line }), commands);
        await line.drain();
        await line.keepUp();
        const verdict = await expectExactly(database, line);
        total.runs++;
        for (const key of ['produced', 'stored', 'duplicates', 'dead', 'lost', 'doubled'] as const)
          total[key] += verdict[key];
      }),
      { seed: SEED, numRuns: sized({ short: 12, long: 300 }) },
    );
    report('F50', total);
  });

  it('the oracle notices one reading that is missing, changed, unknown, counted twice or in the wrong bucket, an event and a letter', async () => {
    const line = new Line(database, engine);
    for (const stream of ['telemetry', 'events'] as const) line.make(0, stream, true, 0);
    await line.drain();
    await line.keepUp();
    await expectExactly(database, line);
    const ofKitchen = `FROM channel WHERE kitchen_id = '${line.kitchens[0]?.id}'`;
    const one = `(channel_id, device_time) = (SELECT channel_id, device_time FROM reading WHERE channel_id IN (SELECT id ${ofKitchen}) LIMIT 1)`;
    for (const [change, found] of [
      [`DELETE FROM reading_raw WHERE ${one}`, { lost: 1 }],
      [`UPDATE reading_raw SET digits = digits + 1 WHERE ${one}`, { lost: 1 }],
      [`INSERT INTO reading_raw SELECT now(), 1, 0, NULL, min(id), 0 ${ofKitchen}`, { strangers: 1 }],
      [`UPDATE total SET amounts = amounts || '{"intakeCount": 99}'`, { doubles: true }],
      ...(['reading_1m', 'reading_1h', 'reading_1d'] as const).flatMap((rollup) => [
        [
          shifted(rollup, `bucket + INTERVAL '1 day' AS bucket, n`),
          { lost: 0, strangers: 0, doubles: true },
        ] as const,
        [shifted(rollup, 'bucket, n + 1 AS n'), { lost: 0, strangers: 0, doubles: true }] as const,
      ]),
      [`DELETE FROM dead_letter WHERE kitchen_id = '${line.kitchens[0]?.id}'`, { lost: 2 }],
    ] as const) {
      const runner = database.createQueryRunner();
      await runner.startTransaction();
      await runner.query(change);
      const verdict = await judge(runner, line, 0);
      expect({ change, ...verdict, doubles: verdict.doubled > 0 }).toMatchObject(found);
      await runner.rollbackTransaction();
      await runner.release();
    }

    /** SQL that has a rollup say something else of every bucket. */
    function shifted(rollup: string, columns: string): string {
      return `DO $do$ BEGIN
        EXECUTE 'CREATE OR REPLACE VIEW ${rollup} AS
          SELECT channel_id, ${columns.replaceAll("'", "''")}, total, low, high, first_value, last_value FROM ('
          || rtrim(pg_get_viewdef('${rollup}'::regclass), ';') || ') told';
      END $do$`;
    }
  });
});
