import { useEffect, useMemo, useRef, useState } from 'react';
import { Code } from '../label/code.js';
import { labelModules } from '../label/modules.js';
import { Scanner } from '../label/scanner.js';
import { rare } from '../language/rare.js';
import { fileOf, gathered, shownMs, type Gathered } from './codes.js';

/** Keeps the screen on, where the phone lets it: nobody touches it meanwhile. */
function useScreenOn(): void {
  useEffect(() => {
    const lock = navigator.wakeLock?.request('screen').catch(() => null);
    return () => void lock?.then((held) => held?.release());
  }, []);
}

/** Codes one after the other, over and over, for the camera of another phone. */
export function CodesShown({ codes }: { codes: readonly string[] }) {
  useScreenOn();
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setAt((at + 1) % codes.length), shownMs(Math.random()));
    return () => clearTimeout(timer);
  }, [codes, at]);
  const modules = useMemo(() => labelModules(codes[at] ?? ''), [codes, at]);
  const nth = rare('codes.nth', { n: at + 1, total: codes.length });
  const figure = useRef<HTMLElement>(null);
  // On a small phone they begin below the screen.
  useEffect(() => figure.current?.scrollIntoView({ block: 'center' }), [codes]);
  return (
    <figure className="label" ref={figure}>
      <Code modules={modules} label={nth} />
      <figcaption>{nth}</figcaption>
    </figure>
  );
}

/** The camera, until it has seen every code that another phone shows. */
export function CodesRead({ onFile }: { onFile: (file: string) => void }) {
  useScreenOn();
  const so = useRef<Gathered | null>(null);
  const [shown, setShown] = useState<Gathered | null>(null);
  const hear = (text: string) => {
    const next = gathered(so.current, text);
    if (next === so.current || next === null) return;
    so.current = next;
    setShown(next);
    const file = fileOf(next);
    if (file !== null) onFile(file);
  };
  return (
    <>
      <Scanner onText={hear} />
      <p role="status">
        {rare('codes.hold')} {shown && rare('codes.nth', { n: shown.parts.size, total: shown.total })}
      </p>
    </>
  );
}
