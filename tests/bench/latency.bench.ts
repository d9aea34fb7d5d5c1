import { setTimeout as wait } from 'node:timers/promises';
import type { KitchenDelta, WatchAnswer } from '@bakeloop/contracts';
import { expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { startApiProcess } from '../support/api-process.js';
import { startBenchDatabase } from '../support/bench-database.js';
import { launchBrowser } from '../support/browser.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { startIngestProcess } from '../support/ingest-process.js';
import { startShippedMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { percentile, printTable } from '../support/table.js';
import { connectKitchen, type TestKitchen } from '../support/test-kitchen.js';

const READINGS_A_SECOND = 1_000;
const SECONDS = 20;
/** Every kitchen sends one pack of so many readings each tick; the first of them carries its sequence number. */
const KITCHENS = 10;
const READINGS_A_PACK = 10;
const TICK_MS = (KITCHENS * READINGS_A_PACK * 1_000) / READINGS_A_SECOND;
const TICKS = (SECONDS * 1_000) / TICK_MS;
const WATCHED = 'bench-1';

describeWith(['postgres', 'mosquitto', 'chromium'], 'sensor to screen', () => {
  it('measures how long a published reading takes to a socket and to the words on an open page', async () => {
    const [{ url, engine }, mosquitto, browser] = await Promise.all([
      startBenchDatabase(),
      startShippedMosquitto(),
      launchBrowser(),
    ]);
    await startIngestProcess(url, mosquitto.url);
    const api = await startApiProcess(url, mosquitto.url);
    const kitchens = await Promise.all(
      Array.from({ length: KITCHENS }, (_, index) => connectKitchen(mosquitto.url, `bench-${index + 1}`)),
    );
    for (const kitchen of kitchens) atEnd(() => kitchen.end());
    const channels = Array.from({ length: READINGS_A_PACK }, (_, index) => ({
      name: `press-1/measure-${index}`,
      unit: '1',
      kind: 'gauge',
    }));
    for (const kitchen of kitchens)
      await kitchen.publish('birth', { session: kitchen.session, machines: [], channels });
    await send(kitchens, 1);
    await kitchens[0]?.untilSettled('telemetry', 1);

    const sentMs = new Map<number, number>();
    const socketMs = new Map<number, number>();
    const socket = io(api.url, { path: '/live', transports: ['websocket'] });
    atEnd(async () => void socket.disconnect());
    socket.on('delta', (_room: string, delta: KitchenDelta) => {
      for (const { channel, value } of delta.readings)
        if (channel === 'press-1/measure-0' && !socketMs.has(value)) socketMs.set(value, Date.now());
    });
    const answer = (await socket.timeout(10_000).emitWithAck('watch', `kitchen:${WATCHED}`)) as WatchAnswer;
    expect(answer.ok).toBe(true);

    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await page.goto(`${api.url}/kitchens/${WATCHED}`);
    const number = page.locator('.live-value', { hasText: /^Measure 0\b/ }).locator('.live-number');
    await number.waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await number.evaluate((element) => {
      const seen: [number, number][] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        // After the frame that paints it, not when React has merely written it.
        const value = Number.parseInt((element.textContent ?? '').replaceAll(/[^0-9]/g, ''), 10);
        requestAnimationFrame(() => seen.push([value, Date.now()]));
      }).observe(element, { childList: true, characterData: true, subtree: true });
    });

    const startMs = Date.now();
    for (let tick = 0; tick < TICKS; tick++) {
      await wait(Math.max(0, startMs + tick * TICK_MS - Date.now()));
      const seq = tick + 2;
      sentMs.set(seq, Date.now());
      await send(kitchens, seq);
    }
    const lastSeq = TICKS + 1;
    await eventually(() => expect(socketMs.has(lastSeq)).toBe(true), { withinMs: 30_000 });
    const screen = await eventually(
      async () => {
        const seen = await page.evaluate(() => (window as unknown as { seen: [number, number][] }).seen);
        expect(seen.at(-1)?.[0]).toBe(lastSeq);
        return seen;
      },
      { withinMs: 30_000 },
    );

    // A value may be overtaken by a newer one before it is shown: it counts as arrived with that one.
    const since = (arrivals: readonly (readonly [number, number])[]): number[] =>
      [...sentMs].flatMap(([seq, sent]) => {
        const arrival = arrivals.find(([value]) => value >= seq);
        return arrival === undefined ? [] : [arrival[1] - sent];
      });
    const row = (name: string, values: readonly number[]) => [
      name,
      values.length,
      percentile(values, 0.5),
      percentile(values, 0.99),
      Math.max(...values),
    ];
    printTable(
      `Publish to screen, ms, at ${READINGS_A_SECOND} readings/s for ${SECONDS} s of ${KITCHENS} kitchens (${engine.version})`,
      [
        ['to', 'packs', 'p50', 'p99', 'worst'],
        row('socket', since([...socketMs])),
        row('page', since(screen)),
      ],
    );
  });
});

async function send(kitchens: readonly TestKitchen[], seq: number): Promise<void> {
  const at = Date.now() / 1_000;
  await Promise.all(
    kitchens.map((kitchen) =>
      kitchen.pack(
        seq,
        Array.from({ length: READINGS_A_PACK }, (_, index) => ({
          n: `press-1/measure-${index}`,
          bt: index === 0 ? at : undefined,
          v: index === 0 ? seq : Math.sin(seq + index),
        })),
      ),
    ),
  );
}
