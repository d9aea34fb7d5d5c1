import { parseEvent } from '@bakeloop/contracts';
import type { KitchenEvent } from '@bakeloop/domain';
import { call } from '@bakeloop/ui';
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
import { t } from '../language/language.js';
import { settle } from '../parts/settling.js';
import { mint, type NewEvent, type Phone } from '../mint.js';
import { count, takeBack, UNDO_MS, type Entry, type LogCounts } from './entries.js';
import type { PhoneLog } from './phone-log.js';
import { revivalOf, voidOf } from './corrections.js';
import { sendWaiting, type SendOutcome, type Wire } from './send.js';

const RETRY_MS = 15_000;
/** A phone at the edge of a cell needs long; longer than this it had better try afresh. */
const POST_TIMEOUT_MS = 30_000;

export const phone: Phone = {
  nowMs: () => Date.now(),
  offsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
  uuid: () => v7(),
};

const wire: Wire = {
  post: async (kitchenId, events) => {
    const signal = AbortSignal.timeout(POST_TIMEOUT_MS);
    return (await call('postEvents', { params: { kitchenId }, body: { events } }, { signal })).results;
  },
  online: () => navigator.onLine,
  nowMs: phone.nowMs,
};

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
  sending: boolean;
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
  trouble: string | null;
  sendNow(): void;
}

const LogContext = createContext<Log | null>(null);

export function useLog(): Log {
  const log = use(LogContext);
  if (!log) throw new Error('useLog is for components inside LogProvider');
  return log;
}

export function LogProvider({ log, children }: { log: PhoneLog; children: ReactNode }) {
  const entries = useSyncExternalStore(log.subscribe, log.entries);
  const { sending, outcome, sendNow } = useSender(log);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [lastSaved, setLastSaved] = useState<Saved | null>(null);

  useEffect(() => {
    if (!lastSaved) return;
    const timer = setTimeout(() => setLastSaved(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [lastSaved]);

  const value = useMemo<Log>(() => {
    const keep = (kitchenId: string, event: NewEvent, time?: string): KitchenEvent => {
      const minted = { ...mint(event, phone), ...(time === undefined ? {} : { time }) };
      const checked = parseEvent(minted);
      if (!checked.ok) throw new Error(t('app.notSaved', { detail: checked.detail }));
      const savedAtMs = phone.nowMs();
      log.save({ kitchenId, event: minted, savedAtMs, state: { kind: 'waiting', tried: false } }, savedAtMs);
      return minted;
    };
    const attempt = <T,>(work: () => T): T | null => {
      try {
        const done = work();
        setTrouble(null);
        sendNow();
        return done;
      } catch (error) {
        setTrouble(error instanceof Error ? error.message : String(error));
        return null;
      }
    };
    return {
      entries,
      counts: count(entries, phone.nowMs()),
      storedCount: entries.filter((entry) => entry.state.kind === 'stored').length,
      sending,
      outcome,
      trouble,
      lastSaved,
      sendNow,
      save: (kitchenId, event, label, more = {}) =>
        attempt(() => {
          const minted = keep(kitchenId, event, more.time);
          settle();
          setLastSaved(label === null ? null : { event: minted, label, cancels: more.cancels ?? null });
          return minted;
        }),
      undo: () => {
        const entry = lastSaved && log.find(lastSaved.event.id);
        if (!entry) return;
        const done = attempt(() => {
          const { cancels } = lastSaved;
          if (takeBack(entry) === 'remove') log.remove(entry.event.id);
          else if (cancels) keep(entry.kitchenId, revivalOf(cancels, entry.event.id), cancels.time);
          else keep(entry.kitchenId, voidOf(entry.event, 'taken back on the phone within 10 seconds'));
          return true;
        });
        if (done) setLastSaved(null);
      },
      discard: (entry) => log.remove(entry.event.id),
    };
  }, [entries, sending, outcome, trouble, lastSaved, sendNow, log]);

  return <LogContext value={value}>{children}</LogContext>;
}

/** Sends on opening, when the network comes back, every 15 seconds while something waits, and on demand. */
function useSender(log: PhoneLog) {
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<SendOutcome | null>(null);
  const running = useRef(false);
  const again = useRef(false);

  const send = useCallback(async () => {
    again.current = true;
    if (running.current) return;
    running.current = true;
    setSending(true);
    try {
      while (again.current) {
        again.current = false;
        setOutcome(await sendWaiting(log, wire));
      }
    } catch (error) {
      // The phone could not note the answer (storage full): the entry stays, and is sent again.
      setOutcome({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
    } finally {
      running.current = false;
      setSending(false);
    }
  }, [log]);

  const sendNow = useCallback(() => void send(), [send]);

  useEffect(() => {
    log.forget(phone.nowMs());
    sendNow();
    const timer = setInterval(() => {
      if (log.entries().some((entry) => entry.state.kind === 'waiting')) sendNow();
    }, RETRY_MS);
    const seen = () => document.visibilityState === 'visible' && sendNow();
    window.addEventListener('online', sendNow);
    window.addEventListener('storage', log.changed);
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', sendNow);
      window.removeEventListener('storage', log.changed);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [log, sendNow]);

  return { sending, outcome, sendNow };
}
