import type { ReceiptKey } from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { v7 } from 'uuid';
import { contract, contractNow } from '../contract/later.js';
import { readKept, writeKept } from '../kept.js';
import { t } from '../language/language.js';
import { settle } from '../parts/settling.js';
import { readsAloud, say } from '../phone/voice.js';
import { call, personAtPhone } from '../profiles/profiles.js';
import { askToPersist, markUnsent } from '../storage/health.js';
import { alone } from '../storage/neighbours.js';
import { mint, type NewEvent, type Phone } from '../mint.js';
import { errorOfClock, keepClockError, keptClockError, offsetMs } from './clock.js';
import { count, UNDO_MS, type Entry, type LogCounts } from './entries.js';
import type { PhoneLog } from './phone-log.js';
import { revivalOf, voidOf } from './corrections.js';
import type { KeyRing } from './receipts.js';
import { retryAfterMs, sendWaiting, type Progress, type SendOutcome, type Wire } from './send.js';

/** A phone at the edge of a cell needs long; longer than this it had better try afresh. */
const POST_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 8_000;
/** While something waits, its way out is looked for at least so often. */
const LOOK_MS = 2_000;

export const phone: Phone = {
  nowMs: () => Date.now(),
  offsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
  clockOffsetMs: () => offsetMs(keptClockError(), Date.now()),
  uuid: () => v7(),
};

const ring: KeyRing = {
  known: () => readKept<ReceiptKey[]>('receipt-keys') ?? [],
  fetch: async () => {
    const { keys } = await call('receiptKeys', {}, { signal: AbortSignal.timeout(POST_TIMEOUT_MS) });
    const known = ring.known();
    const fresh = keys.filter(({ kid }) => !known.some((key) => key.kid === kid));
    const all = [...known, ...fresh];
    writeKept('receipt-keys', all);
    return all;
  },
};

const wire: Wire = {
  post: async (kitchenId, events) => {
    const signal = AbortSignal.timeout(POST_TIMEOUT_MS);
    const sentMs = phone.nowMs();
    const { results, at } = await call('postEvents', { params: { kitchenId }, body: { events } }, { signal });
    keepClockError(errorOfClock(at, sentMs, phone.nowMs()));
    return results;
  },
  online: () => navigator.onLine,
  nowMs: phone.nowMs,
  isProved: async (event, { receipt }) => (await contract()).isReceiptOf(event, receipt, ring),
  whoAnswers,
  who: personAtPhone,
};

/** A portal leads elsewhere, or answers with a page of its own where Bakeloop has a line of JSON. */
async function whoAnswers(): Promise<'bakeloop' | 'portal' | 'nobody'> {
  try {
    const answer = await fetch('/health/live', {
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    if (answer.type === 'opaqueredirect' || answer.status === 511) return 'portal';
    if (!answer.ok) return 'nobody';
    const said: unknown = await answer.json().catch(() => null);
    return (said as { ok?: unknown } | null)?.ok === true ? 'bakeloop' : 'portal';
  } catch {
    return 'nobody';
  }
}

export interface Saved {
  event: KitchenEvent;
  /** For the bar that offers to take it back. */
  label: string;
  /** What a void cancelled, to bring it back. */
  cancels: KitchenEvent | null;
}

export interface Log {
  entries: readonly Entry[];
  counts: LogCounts;
  /** How far an attempt is; null while none is under way. */
  sending: Progress | null;
  /** When it is tried again by itself, ms since the epoch by the phone's clock; null: nothing waits. */
  retryAtMs: number | null;
  /** False while the phone's storage is full: what is typed is kept, but there is little room left. */
  roomy: boolean;
  /** How the last attempt ended; null before the first. */
  outcome: SendOutcome | null;
  /** Counts up whenever the server stored something: what was read from it is old then. */
  storedCount: number;
  /**
   * Keeps an event on the phone, then sends it.
   * @param label for the bar that offers to take it back; null offers nothing
   * @param more time: RFC 3339, now when left out; cancels: the event that a void is about
   * @returns null when the phone could not keep it; `trouble` says why
   */
  save(
    kitchenId: string,
    event: NewEvent,
    label: string | null,
    more?: { time?: string | undefined; cancels?: KitchenEvent },
  ): KitchenEvent | null;
  /** The newest save, while it can be taken back. */
  lastSaved: Saved | null;
  undo(): void;
  discard(entry: Entry): void;
  /** Takes over entries of another phone that are not here yet. @returns how many */
  take(foreign: readonly Entry[]): number;
  trouble: string | null;
  /** Unsent entries that the browser has cleared away; somebody is to be told. */
  lostCount: number;
  forgetLost(): void;
  sendNow(): void;
}

const LogContext = createContext<Log | null>(null);

export function useLog(): Log {
  const log = use(LogContext);
  if (!log) throw new Error('useLog is for components inside LogProvider');
  return log;
}

export function LogProvider({
  log,
  lost = 0,
  children,
}: {
  log: PhoneLog;
  /** Unsent entries that the browser has cleared away. */
  lost?: number;
  children: ReactNode;
}) {
  const [lostCount, setLostCount] = useState(lost);
  const entries = useSyncExternalStore(log.subscribe, log.entries);
  const { sending, outcome, retryAtMs, sendNow } = useSender(log);
  useBadge(entries);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [lastSaved, setLastSaved] = useState<Saved | null>(null);

  useEffect(() => {
    if (!lastSaved) return;
    const timer = setTimeout(() => setLastSaved(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [lastSaved]);

  const value = useMemo<Log>(() => {
    const keep = (kitchenId: string, event: NewEvent, time?: string): KitchenEvent => {
      const { parseEvent } = contractNow();
      const by = personAtPhone() ?? undefined;
      const minted = {
        ...mint(by === undefined ? event : { ...event, actor: by }, phone),
        ...(time === undefined ? {} : { time }),
      };
      const checked = parseEvent(minted);
      if (!checked.ok) throw new Error(t('app.notSaved', { detail: checked.detail }));
      const savedAtMs = phone.nowMs();
      log.save(
        { kitchenId, event: minted, by, savedAtMs, state: { kind: 'waiting', tried: false } },
        savedAtMs,
      );
      return minted;
    };
    const attempt = <T,>(work: () => T): T | null => {
      try {
        const done = work();
        setTrouble(null);
        sendNow();
        return done;
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        setTrouble(detail);
        if (readsAloud()) say(detail);
        return null;
      }
    };
    return {
      entries,
      counts: count(entries, phone.nowMs()),
      storedCount: entries.filter((entry) => entry.state.kind === 'stored').length,
      sending,
      outcome,
      retryAtMs,
      roomy: log.roomy,
      trouble,
      lastSaved,
      lostCount,
      forgetLost: () => setLostCount(0),
      sendNow,
      save: (kitchenId, event, label, more = {}) =>
        attempt(() => {
          const minted = keep(kitchenId, event, more.time);
          settle();
          if (label !== null && readsAloud()) say(label, 'after');
          setLastSaved(label === null ? null : { event: minted, label, cancels: more.cancels ?? null });
          return minted;
        }),
      undo: () => {
        if (!lastSaved) return;
        const { event, cancels } = lastSaved;
        setLastSaved(null);
        const cancelSent = (sent: Entry | null) => {
          if (!sent) return;
          attempt(() =>
            cancels
              ? keep(sent.kitchenId, revivalOf(cancels, event.id), cancels.time)
              : keep(sent.kitchenId, voidOf(event, 'taken back on the phone within 10 seconds')),
          );
        };
        log.takeBack(event.id).then(cancelSent, (error: Error) => setTrouble(error.message));
      },
      discard: (entry) => log.remove(entry.event.id),
      take: (foreign) => {
        const taken = attempt(() => {
          const { parseEvent } = contractNow();
          const fresh = foreign.filter(({ event }) => parseEvent(event).ok && !log.find(event.id));
          // The other phone may send them too: what is taken back here has to be cancelled, not just removed.
          for (const { kitchenId, event, by } of fresh)
            log.save(
              { kitchenId, event, by, savedAtMs: phone.nowMs(), state: { kind: 'waiting', tried: true } },
              phone.nowMs(),
            );
          return fresh.length;
        });
        return taken ?? 0;
      },
    };
  }, [entries, sending, outcome, retryAtMs, trouble, lastSaved, lostCount, sendNow, log]);

  return <LogContext value={value}>{children}</LogContext>;
}

/** Sends on opening, when the network comes back, on demand, and again after a while for as long as something waits. */
function useSender(log: PhoneLog) {
  const [sending, setSending] = useState<Progress | null>(null);
  const [outcome, setOutcome] = useState<SendOutcome | null>(null);
  const [retryAtMs, setRetryAtMs] = useState<number | null>(null);
  const running = useRef(false);
  const again = useRef(false);
  const failures = useRef(0);
  /** When an attempt is due; null: nothing has failed. */
  const due = useRef<number | null>(null);

  const send = useCallback(async () => {
    again.current = true;
    if (running.current) return;
    running.current = true;
    let last: SendOutcome | null = null;
    try {
      while (again.current) {
        again.current = false;
        last = await alone('send', () => sendWaiting(log, wire, setSending));
      }
    } catch (error) {
      // The phone could not note the answer (storage full): the entry stays, and is sent again.
      const detail = error instanceof Error ? error.message : String(error);
      last = { kind: 'failed', detail, retryAfterSeconds: null };
    }
    running.current = false;
    setSending(null);
    // Another tab is at it.
    if (last === null) return;
    failures.current = last.kind === 'sent' ? 0 : failures.current + 1;
    due.current =
      last.kind === 'sent' ? null : phone.nowMs() + retryAfterMs(failures.current, last, Math.random());
    setOutcome(last);
    setRetryAtMs(due.current);
  }, [log]);

  const sendNow = useCallback(() => void send(), [send]);

  useEffect(() => {
    log.forget(phone.nowMs());
    sendNow();
    const timer = setInterval(() => {
      const isDue = due.current === null || phone.nowMs() >= due.current;
      if (isDue && log.entries().some((entry) => entry.state.kind === 'waiting')) sendNow();
    }, LOOK_MS);
    const afresh = () => {
      failures.current = 0;
      sendNow();
    };
    const seen = () => document.visibilityState === 'visible' && afresh();
    window.addEventListener('online', afresh);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', afresh);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [log, sendNow]);

  return { sending, outcome, retryAtMs, sendNow };
}

/**
 * The icon on the home screen says how many entries are not stored yet, where the platform allows; a cookie does too. While
 * there are any, the browser is not to clear the phone.
 */
function useBadge(entries: readonly Entry[]): void {
  const open = entries.filter(({ state }) => state.kind !== 'stored').length;
  useEffect(() => {
    document.cookie = markUnsent(open);
    if ('setAppBadge' in navigator) navigator.setAppBadge(open).catch(() => undefined);
  }, [open]);
  const isOpen = open > 0;
  useEffect(() => {
    if (isOpen) void askToPersist();
  }, [isOpen]);
}
