import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page, WebSocket, WebSocketRoute } from 'playwright-core';
import { startApiStack, type ApiStack } from '../support/api-stack.js';
import { mb1Events } from '../support/batch-log.js';
import { launchBrowser } from '../support/browser.js';
import { atEnd } from '../support/cleanup.js';
import { eventually } from '../support/eventually.js';
import { describeWith } from '../support/programs.js';
import type { TestKitchen } from '../support/test-kitchen.js';
import { openWatched } from '../support/watched-page.js';

describeWith(['postgres', 'mosquitto', 'chromium'], 'an open kitchen page', () => {
  let stack: ApiStack;
  let browser: Browser;
  let kitchen: TestKitchen;
  let seq = 0;

  beforeAll(async () => {
    [stack, browser] = await Promise.all([startApiStack({ pages: 'built' }), launchBrowser()]);
    kitchen = await stack.kitchen('ke-nbo-01', {
      name: 'Nairobi',
      machines: [{ id: 'extruder-1', type: 'extruder' }],
      channels: [{ name: 'extruder-1/barrel-2-temperature', unit: 'Cel', kind: 'gauge', min: 0, max: 260 }],
    });
  });

  /** Any MQTT client will do: this one says what a barrel thermometer would. */
  async function publish(celsius: number): Promise<void> {
    seq += 1;
    await kitchen.pack(seq, [
      { n: 'extruder-1/barrel-2-temperature', u: 'Cel', bt: Date.now() / 1_000, v: celsius },
    ]);
    await kitchen.untilSettled('telemetry', seq);
  }
  const shown = (page: Page, text: string): Promise<void> =>
    page
      .getByRole('listitem')
      .filter({ hasText: 'Barrel 2 temperature' })
      .getByText(text)
      .waitFor({ timeout: 25_000 });

  it('shows a reading because it was published, without a reload (sensor to screen)', async () => {
    await publish(201.4);
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await shown(page, '201.4 °C');
    await page.evaluate(() => {
      document.body.dataset['opened'] = 'once';
    });
    await publish(202.8);
    await shown(page, '202.8 °C');
    await publish(199.1);
    await shown(page, '199.1 °C');
    expect(await page.evaluate(() => document.body.dataset['opened'])).toBe('once');
    expect(complaints).toEqual([]);
    await close();
  });

  describe('does so over long polling', () => {
    const polls = async (page: Page, origin: string): Promise<void> => {
      await publish(180.5);
      await page.goto(`${origin}/kitchens/ke-nbo-01`);
      await shown(page, '180.5 °C');
      await page.getByRole('status').filter({ hasText: 'Live connection' }).waitFor({ state: 'attached' });
      const poll = page.waitForResponse(
        async (response) =>
          response.url().includes('transport=polling') && (await response.text()).includes('181.7'),
      );
      await publish(181.7);
      await shown(page, '181.7 °C');
      expect((await poll).ok()).toBe(true);
    };

    it.each([
      ['ended before it says anything', (socket: WebSocketRoute) => void socket.close()],
      ['swallowed', () => undefined],
    ])('where a WebSocket is %s', async (_, blocks) => {
      const { page, close } = await openWatched(browser, stack.api.url);
      await page.routeWebSocket(/\/live\//, blocks);
      await polls(page, stack.api.url);
      await close();
    });

    it('where a proxy refuses it, without a word of a loss', async () => {
      const proxy = createServer((request, response) => {
        const { method, headers } = request;
        const forward = ask(stack.api.url + (request.url ?? ''), { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        // Whoever leaves its page does not wait for the end of a poll.
        forward.on('error', () => response.destroy());
        request.pipe(forward);
      });
      proxy.on('upgrade', (_, socket) => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
      proxy.listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      atEnd(async () => {
        proxy.closeAllConnections();
        await new Promise((closed) => proxy.close(closed));
      });
      const origin = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
      const { page, close } = await openWatched(browser, origin);
      await page.addInitScript(() => {
        const said = new Set<string>();
        Object.assign(window, { said });
        new MutationObserver(() => {
          for (const { textContent } of document.querySelectorAll('.bar [role=status]'))
            said.add(textContent);
        }).observe(document, { subtree: true, childList: true, characterData: true });
      });
      await polls(page, origin);
      const said = await page.evaluate(() => [...(window as unknown as { said: Set<string> }).said]);
      expect(said).toEqual(['Connecting', 'Live connection']);
      await close();
    });
  });

  it('comes back by a WebSocket that has failed once where long polling is what is blocked', async () => {
    await publish(190.5);
    const { page, close } = await openWatched(browser, stack.api.url);
    await page.route(/transport=polling/, (route) => route.abort());
    let tried = 0;
    await page.routeWebSocket(/\/live\//, (socket) => {
      tried += 1;
      if (tried > 1) socket.connectToServer();
    });
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await page.getByRole('status').filter({ hasText: 'Live connection' }).waitFor({ state: 'attached' });
    await publish(191.7);
    await shown(page, '191.7 °C');
    expect(tried).toBe(2);
    await close();
  });

  it('says that what it shows is old while the server is away, and is live again by itself', async () => {
    await publish(170.1);
    const { page, close } = await openWatched(browser, stack.api.url);
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await shown(page, '170.1 °C');
    const chart = page.getByRole('figure', { name: 'Extruder 1: barrel 2 temperature' });
    await chart.getByText('Show as a table').click();
    await chart.getByRole('cell', { name: '170.1', exact: true }).waitFor();
    await page.context().setOffline(true);
    for (const celsius of [171.1, 171.2, 171.3, 171.9]) await publish(celsius);
    await page.getByText(/As of .*, reconnecting/).waitFor();
    expect(await page.getByText('171.9').count()).toBe(0);
    await page.context().setOffline(false);
    await shown(page, '171.9 °C');
    // Nor is there a hole in what the chart shows of the time without a line.
    for (const celsius of ['171.1', '171.2', '171.3', '171.9'])
      await chart.getByRole('cell', { name: celsius, exact: true }).waitFor();
    await close();
  });

  /** As the browser says it of a tab that nobody looks at, and of one that somebody does. */
  const look = (page: Page, state: 'hidden' | 'visible'): Promise<void> =>
    page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => now === 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  const chartOf = async (page: Page): Promise<Locator> => {
    const chart = page.getByRole('figure', { name: 'Extruder 1: barrel 2 temperature' });
    await chart.getByText('Show as a table').click();
    return chart;
  };

  it('asks and repaints nothing while its tab is hidden, and then shows all that came, without a hole', async () => {
    await publish(160.1);
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    await page.clock.install();
    const sockets: WebSocket[] = [];
    const asked: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await shown(page, '160.1 °C');
    const chart = await chartOf(page);
    await chart.getByRole('cell', { name: '160.1', exact: true }).waitFor();
    await eventually(() => expect(sockets.some((socket) => !socket.isClosed())).toBe(true));

    await look(page, 'hidden');
    await publish(161.1);
    // Whoever looks at another tab for a moment comes back to what moves; after that the connection is closed.
    await page.clock.runFor(30_000);
    await eventually(() => expect(sockets.every((socket) => socket.isClosed())).toBe(true));
    asked.length = 0;
    await publish(161.2);
    await page.clock.runFor(300_000);
    expect(asked).toEqual([]);
    for (const celsius of ['161.1', '161.2', '161.1 °C', '161.2 °C'])
      expect(await page.getByText(celsius, { exact: true }).count()).toBe(0);

    await look(page, 'visible');
    await publish(161.9);
    await shown(page, '161.9 °C');
    for (const celsius of ['161.1', '161.2', '161.9'])
      await chart.getByRole('cell', { name: celsius, exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  it('after its device slept, on a line that was cut meanwhile, shows all that it missed', async () => {
    await publish(150.1);
    const { page, close } = await openWatched(browser, stack.api.url);
    await page.clock.install();
    // What is sent while the device sleeps reaches nobody, and the line says nothing of it.
    let sleeps = false;
    await page.routeWebSocket(/\/live\//, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        if (!sleeps) server.send(message);
      });
      server.onMessage((message) => {
        if (!sleeps) socket.send(message);
      });
    });
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01`);
    await shown(page, '150.1 °C');
    const chart = await chartOf(page);
    await chart.getByRole('cell', { name: '150.1', exact: true }).waitFor();
    sleeps = true;
    for (const celsius of [151.1, 151.2, 151.9]) await publish(celsius);
    expect(await page.getByText('151.9').count()).toBe(0);
    sleeps = false;
    await page.clock.fastForward(600_000);
    await shown(page, '151.9 °C');
    for (const celsius of ['151.1', '151.2', '151.9'])
      await chart.getByRole('cell', { name: celsius, exact: true }).waitFor();
    await close();
  });

  /** Counts how often other words stand in an element from now on, and how often they may in that time: four times a second. */
  async function paintsOf(element: Locator): Promise<() => Promise<{ count: number; mostOf4: number }>> {
    const painted = await element.evaluateHandle((watched) => {
      const times: number[] = [];
      let before = watched.textContent;
      new MutationObserver(() => {
        if (watched.textContent !== before) times.push(performance.now());
        before = watched.textContent;
      }).observe(watched, { subtree: true, childList: true, characterData: true });
      return times;
    });
    return () =>
      painted.evaluate((times) => {
        const [first = 0, last = 0] = [times[0], times.at(-1)];
        return { count: times.length, mostOf4: 1 + (last - first) / 245 };
      });
  }

  it('repaints four times a second at most, and holds no more after hundreds of packs than after the first', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const held = async (): Promise<Record<'nodes' | 'listeners' | 'heapMB', number>> => {
      // What is waste but not yet taken away would be counted.
      await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
      return {
        nodes: of('Nodes'),
        listeners: of('JSEventListeners'),
        heapMB: of('JSHeapUsedSize') / 1e6,
      };
    };
    /** As fast as a busy kitchen: thirty packs a second, each of other values. */
    const stream = async (packs: number, last: number): Promise<void> => {
      const name = 'extruder-1/barrel-2-temperature';
      for (let pack = 1; pack <= packs; pack += 1) {
        seq += 1;
        const v = pack === packs ? last : 140 + (pack % 50) / 10;
        await kitchen.pack(seq, [{ n: name, u: 'Cel', bt: Date.now() / 1_000, v }]);
        await new Promise((next) => setTimeout(next, 33));
      }
      await shown(page, `${String(last)} °C`);
    };
    // Without a chart, which holds a point for each reading until there are as many as it has room for.
    await page.goto(`${stack.api.url}/kitchens/ke-nbo-01?channels=`);
    await stream(60, 141.1);
    const painted = await paintsOf(page.locator('.live-values').first());
    const grown: Awaited<ReturnType<typeof held>>[] = [];
    let before = await held();
    for (const last of [142.2, 142.3, 142.4]) {
      await stream(130, last);
      const after = await held();
      grown.push({
        nodes: after.nodes - before.nodes,
        listeners: after.listeners - before.listeners,
        heapMB: after.heapMB - before.heapMB,
      });
      before = after;
    }
    const { count, mostOf4 } = await painted();
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThanOrEqual(mostOf4);
    // What comes once, as a part that is loaded late, is in one of these times; what every pack leaves is in each.
    const least = (what: keyof (typeof grown)[number]): number => Math.min(...grown.map((one) => one[what]));
    expect(least('nodes')).toBeLessThan(20);
    expect(least('listeners')).toBeLessThan(5);
    expect(least('heapMB')).toBeLessThan(0.3);
    expect(complaints).toEqual([]);
    await close();
  }, 90_000);

  it('moves the public number by a few steps, no more than four a second', async () => {
    const { page, complaints, close } = await openWatched(browser, stack.api.url, {
      role: 'public',
      reducedMotion: 'no-preference',
    });
    await page.goto(stack.api.url);
    const number = page.locator('.number', { hasText: 'of building material that passed' });
    await number.getByRole('link').waitFor();
    const painted = await paintsOf(number.locator('.number-value'));
    await kitchen.log(1, mb1Events({ startMs: Date.now() - 3_600_000 }));
    await kitchen.untilSettled('events', 1);
    await number.getByText('395').waitFor();
    const { count, mostOf4 } = await painted();
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThanOrEqual(mostOf4);
    expect(complaints).toEqual([]);
    await close();
  });
});
