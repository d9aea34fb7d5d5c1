import { repaints } from '@bakeloop/ui';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { nextSaid } from '../data/spoken.js';

const GLIDE_MS = 900;

/**
 * A number that goes to its new value in a few steps, painted with whatever else moves, or at once for those who asked for
 * less motion. Silent to screen readers.
 */
export function MovingNumber({ value, format }: { value: number; format: (value: number) => string }) {
  const still = useReducedMotion();
  const [shown, setShown] = useState(value);
  const from = useRef(value);
  useEffect(() => {
    const start = from.current;
    if (still || start === value) {
      from.current = value;
      setShown(value);
      return;
    }
    const startMs = performance.now();
    const key = {};
    const step = () => {
      const share = Math.min(1, (performance.now() - startMs) / GLIDE_MS);
      const eased = 1 - (1 - share) ** 3;
      from.current = start + (value - start) * eased;
      setShown(from.current);
      if (share < 1) repaints.ask(key, step);
    };
    repaints.ask(key, step);
    return () => {
      repaints.forget(key);
    };
  }, [value, still]);
  return <>{format(shown)}</>;
}

const LOOK_MS = 1_000;

/** Says a changing sentence to screen readers, politely and at most once a minute. */
export function Spoken({ text }: { text: string }) {
  const [said, setSaid] = useState(() => ({ text: '', atMs: Date.now() }));
  const newest = useRef(text);
  useEffect(() => {
    newest.current = text;
  }, [text]);
  useEffect(() => {
    const timer = setInterval(() => {
      setSaid((before) => nextSaid(before, newest.current, Date.now()));
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return (
    <span className="bl-hidden" aria-live="polite" aria-atomic="true">
      {said.text}
    </span>
  );
}
