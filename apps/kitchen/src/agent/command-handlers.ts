import { setTimeout as wait } from 'node:timers/promises';
import { MAX_COMMAND_DATA, type CommandKind } from '@bakeloop/contracts';
import type { DriverStatus, SupervisedDriver } from '../drivers/supervisor.js';
import type { Collector } from '../report/collector.js';
import { AGENT } from './agent-name.js';
import type { CommandHandlers } from './commands.js';
import type { KitchenStatus } from './configured.js';

/** How long a driver that was restarted is waited for, ms; longer says only that it is still starting. */
const STARTS_MS = 10_000;
const LOOK_MS = 100;
/** Of a driver's channels that fail so many are named, and of a reason so many characters. */
const NAMED = 5;
const REASON = 200;
/** Room in the answer for what is beside the drivers, characters. */
const BESIDE = 1_000;

/** What a configured kitchen does of the commands there are, as far as its configuration takes them (C2). */
export function commandHandlers(o: {
  taken: readonly CommandKind[];
  status: () => KitchenStatus;
  collector: Collector;
  /** Puts what waits into packs. */
  flush: () => Promise<void>;
  drivers: () => readonly SupervisedDriver[];
}): CommandHandlers {
  const all: Required<CommandHandlers> = {
    'report-state': () => stateReport(o.status()),
    'report-readings': async ({ channels }) => {
      o.collector.reportNow(channels);
      const readings = o.collector.size;
      await o.flush();
      return { readings };
    },
    'restart-driver': async ({ driver: name }) => {
      const driver = o.drivers().find(({ status }) => status.name === name);
      if (!driver) throw new Error(`there is no driver "${name}" in the configuration of this kitchen`);
      driver.restart();
      for (let waitedMs = 0; driver.status.state === 'starting' && waitedMs < STARTS_MS; waitedMs += LOOK_MS)
        await wait(LOOK_MS);
      return { ...driverReport(driver.status) };
    },
  };
  return Object.fromEntries(o.taken.map((kind) => [kind, all[kind]]));
}

/** The state of a kitchen for somebody far away: those drivers first that do not work, and as many as there is room for. */
function stateReport({ kitchenId: _, drivers, ...state }: KitchenStatus): Record<string, unknown> {
  const worst = drivers
    .map(driverReport)
    .sort((left, right) => Number(left.state === 'ok') - Number(right.state === 'ok'));
  let room = MAX_COMMAND_DATA - BESIDE;
  const told = worst.filter((driver) => (room -= JSON.stringify(driver).length + 1) > 0);
  return {
    agent: AGENT,
    ...state,
    rssMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
    drivers: told,
    ...(told.length < worst.length ? { driversNotTold: worst.length - told.length } : {}),
  };
}

function driverReport({ channels, lastError, ...status }: DriverStatus) {
  const failing = Object.entries(channels);
  return {
    ...status,
    ...(lastError === undefined ? {} : { lastError: lastError.slice(0, REASON) }),
    ...(failing.length === 0
      ? {}
      : {
          channelsFailing: failing.length,
          channels: Object.fromEntries(
            failing.slice(0, NAMED).map(([name, reason]) => [name, reason.slice(0, REASON)]),
          ),
        }),
  };
}
