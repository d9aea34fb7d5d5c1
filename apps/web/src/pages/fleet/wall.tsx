import { conditionOf, type FleetSnapshot, type KitchenSummary } from '@bakeloop/contracts';
import { useFormat, useNow } from '@bakeloop/ui';
import { useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { stageWord } from '../../data/stages.js';
import { sortByTrouble } from '../../data/trouble.js';
import { TURN_MS, wallTurn } from '../../data/wall-turn.js';
import type { Freshness } from '../../data/use-followed.js';
import { ConditionLine } from '../../parts/condition.js';
import { DemoBanner, FreshnessMark, LineNote } from '../../parts/notices.js';
import { LazyMap } from '../../parts/lazy-map.js';
import type { MappedKitchen } from '../../parts/world-map.js';
import { Today } from './fleet-row.js';
import './wall.css';

/** How often it is looked whether another version is served, ms. */
const VERSION_LOOK_MS = 5 * 60_000;

/**
 * The fleet on a screen that nobody touches: large, dark, awake, without anything to press. The most troubled come first;
 * where not all fit, they take turns, and the head says which are shown.
 */
export function Wall({
  fleet,
  freshness,
  behind,
  mapped,
}: {
  fleet: FleetSnapshot | null;
  freshness: Freshness;
  behind: (kitchen: KitchenSummary) => boolean;
  mapped: (kitchen: KitchenSummary) => MappedKitchen;
}) {
  const format = useFormat();
  const now = useNow();
  useDark();
  useAwake();
  useNewestVersion();
  const sorted = fleet ? sortByTrouble(fleet.kitchens) : [];
  const troubled = sorted.filter((kitchen) => conditionOf(kitchen) !== 'good').length;
  const sum = (pick: (kitchen: KitchenSummary) => number) =>
    sorted.reduce((grams, kitchen) => grams + pick(kitchen), 0);
  const { list, fits } = useFits(sorted.length, fleet, Math.floor(now / TURN_MS));
  const turn = wallTurn(sorted.length, fits, now);
  const planned = sum(({ planGrams }) => planGrams ?? 0);
  return (
    <div className="wall">
      <DemoBanner status={fleet?.status} />
      <header className="wall-head">
        <h1>Fleet</h1>
        {fleet === null ? null : (
          <p>
            <strong>{format.mass(sum(({ today }) => today.totals.goodGrams))}</strong> good today
            {planned > 0 ? ` of ${format.mass(planned)} planned` : ''}
          </p>
        )}
        <p>
          {fleet === null
            ? ''
            : sorted.length === 0
              ? 'No kitchen has reported yet'
              : troubled === 0
                ? 'All is well'
                : `${format.number(troubled)} of ${format.count(sorted.length, 'kitchen')} to look at`}
        </p>
        {turn.pages === 1 ? null : (
          <p className="wall-turn">
            kitchens {format.number(turn.from + 1)}–{format.number(turn.to)} of {format.number(sorted.length)}
          </p>
        )}
        <p className="wall-clock">
          <FreshnessMark freshness={freshness} /> <time>{format.instant(now, HERE, 'time')}</time>
        </p>
      </header>
      <LineNote status={fleet?.status} />
      <div className="wall-body">
        {fleet?.kitchens.length === 0 ? null : (
          <ul className="wall-rows" ref={list} aria-label="Kitchens, worst first">
            {sorted.slice(turn.from, turn.to).map((kitchen) => (
              <li key={kitchen.id} className={`wall-row fleet-${conditionOf(kitchen)}`}>
                <div className="cell-name">
                  <h2>{kitchen.name}</h2>
                  <span className="quiet">{kitchen.place ?? kitchen.id}</span>
                </div>
                <div className="cell-state">
                  <ConditionLine kitchen={kitchen} />
                  {kitchen.troubles[0] ? (
                    <span className="trouble-detail">{kitchen.troubles[0].detail}</span>
                  ) : null}
                </div>
                <div className="cell-batch">
                  {kitchen.runningBatch ? (
                    <>
                      <span className="stage">
                        {kitchen.runningBatch.stage ? stageWord(kitchen.runningBatch.stage) : 'Started'}
                      </span>
                      <span className="quiet">{kitchen.runningBatch.batchId}</span>
                    </>
                  ) : (
                    <span className="quiet">No batch</span>
                  )}
                </div>
                <Today kitchen={kitchen} behind={behind(kitchen)} />
              </li>
            ))}
          </ul>
        )}
        <div className="wall-map">
          <LazyMap kitchens={sorted.map((kitchen) => ({ ...mapped(kitchen), path: null }))} />
        </div>
      </div>
    </div>
  );
}

/**
 * How many rows the list has room for, so that none is cut: looked at in what is drawn, since a row is as high as its words.
 * Fewer fit from the moment at which one did not; more, when there are others or the screen is another.
 * @param shownOf, turn what is drawn, and when others take their turn
 */
function useFits(count: number, shownOf: unknown, turn: number) {
  const list = useRef<HTMLUListElement>(null);
  const [fits, setFits] = useState(Infinity);
  useLayoutEffect(() => {
    const shown = list.current;
    if (!shown || shown.scrollHeight <= shown.clientHeight + 1) return;
    const { bottom } = shown.getBoundingClientRect();
    const whole = [...shown.children].filter((row) => row.getBoundingClientRect().bottom <= bottom + 1);
    setFits(Math.max(1, whole.length));
  }, [fits, shownOf, turn]);
  useEffect(() => {
    if (!list.current) return;
    const observer = new ResizeObserver(() => {
      setFits(Infinity);
    });
    observer.observe(list.current);
    return () => {
      observer.disconnect();
    };
  }, [count]);
  return { list, fits };
}

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Dark where nobody chose otherwise, and only here: on the other pages of this device the choice stays what it was. */
function useDark(): void {
  const { colorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (colorScheme !== 'auto') return;
    const root = document.documentElement;
    const name = 'data-mantine-color-scheme';
    const before = root.getAttribute(name);
    root.setAttribute(name, 'dark');
    return () => {
      if (before !== null) root.setAttribute(name, before);
    };
  }, [colorScheme]);
}

/** Keeps the screen on while the wall is shown; a browser that lets nobody do that is left as it is. */
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const ask = () => {
      // The browser takes it back whenever the page goes out of sight.
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      navigator.wakeLock
        .request('screen')
        .then((got) => {
          lock = got;
          if (ended) void got.release();
        })
        .catch(() => undefined);
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}

/**
 * Loads the page anew when the server serves another one than this: nobody would press reload. The scripts of a build have
 * names of their own, so the page itself says which it is.
 */
function useNewestVersion(): void {
  const first = useRef<string | null>(null);
  const { data } = useQuery({
    queryKey: ['served-page'],
    queryFn: async ({ signal }) => {
      const response = await fetch('/fleet', { signal, headers: { accept: 'text/html' }, cache: 'no-store' });
      if (!response.ok) throw new Error(`the page answered ${String(response.status)}`);
      const scripts = (await response.text()).match(/\/assets\/[\w.-]+\.(?:js|css)/g);
      return [...new Set(scripts)].sort().join(' ');
    },
    refetchInterval: VERSION_LOOK_MS,
    staleTime: 0,
    retry: false,
  });
  useEffect(() => {
    if (!data) return;
    first.current ??= data;
    if (data !== first.current) location.reload();
  }, [data]);
}
