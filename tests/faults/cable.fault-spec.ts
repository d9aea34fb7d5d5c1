import { setTimeout as wait } from 'node:timers/promises';
import { connectMqtt, createLogger } from '@bakeloop/runtime';
import { expect, it } from '@jest/globals';
import { sized } from '../support/at-length.js';
import { atEnd } from '../support/cleanup.js';
import { startMosquitto } from '../support/mosquitto.js';
import { describeWith } from '../support/programs.js';
import { hasCables, layCable } from './cable.js';
import { startFleet } from './fleet.js';
import { expectExactly } from './oracle.js';
import { startPlatform } from './platform.js';
import { report } from './report.js';
import { diceOf } from './settings.js';

/** Of an agent in the long run; the gate has no minute to wait. */
const KEEPALIVE_SECONDS = sized({ short: 4, long: 30 });
const PULLED_SECONDS = sized({ short: 12, long: 90 });

const CABLES = hasCables();
if (!CABLES)
  process.stderr.write('skipped: F10b: needs Linux, iproute2, and the right to make network namespaces\n');

describeWith(['postgres', 'mosquitto'], 'a cable', () => {
  (CABLES ? it : it.skip)(
    'F10b pulled out of the broker: each end finds out by itself, and goes on where it was when it is back',
    async () => {
      const cable = await layCable();
      const mosquitto = await startMosquitto([], cable);
      const platform = await startPlatform({ ingests: 1, mosquitto });
      const fleet = startFleet(mosquitto.url, {
        kitchens: 3,
        dice: diceOf('F10b'),
        name: 'f10b',
        keepaliveSeconds: KEEPALIVE_SECONDS,
        resendMs: 30_000,
      });
      const lost: number[] = [];
      const link = connectMqtt({
        url: mosquitto.url,
        clientId: 'f10b-link',
        keepaliveSeconds: KEEPALIVE_SECONDS,
        logger: createLogger('test', { level: 'silent' }),
        onDisconnect: () => void lost.push(performance.now()),
      });
      atEnd(() => link.close());
      await link.ready();
      fleet.make(5);
      await fleet.untilSettled();

      const load = fleet.steadily(20);
      await cable.pull();
      const pulledMs = performance.now();
      await wait(PULLED_SECONDS * 1_000);
      await load.stop();
      await cable.plug();
      const noticedMs = (lost[0] ?? Infinity) - pulledMs;
      // The ping may have been sent just before, and its answer is waited for as long again.
      expect(noticedMs).toBeLessThan(2.5 * KEEPALIVE_SECONDS * 1_000);
      const recoveryMs = await fleet.untilSettled(120_000);
      const verdict = await expectExactly(platform.database, fleet);
      await fleet.end();
      report('F10b', { ...verdict, recoveryMs, noticed_ms: Math.round(noticedMs) });
    },
  );
});
