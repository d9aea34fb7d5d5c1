import { Bluetooth, Cable, Keyboard } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { readKept, writeKept } from '../kept.js';
import { typedKg } from '../kg.js';
import { kg, t } from '../language/language.js';
import { Choice } from '../parts/choice.js';
import { Tap } from '../parts/tap.js';
import { connect, linkNow, subscribeToLink, waysToScale } from './links.js';
import { shownWords } from './words.js';

/** Speeds that scales are set to, the commonest first, baud. */
const SPEEDS = ['9600', '4800', '2400', '19200'] as const;
/** A scale that said nothing for so long may be set to another speed, ms. */
const SILENT_MS = 4_000;

/** What the scale shows, in place of the pad: a steady weight is taken with one tap. */
export function ScalePanel({ onTake, onClose }: { onTake: (text: string) => void; onClose: () => void }) {
  const link = useSyncExternalStore(subscribeToLink, linkNow);
  const [speed, setSpeed] = useState(() => readKept<string>('scale.speed') ?? SPEEDS[0]);
  const isSilent = useSilence(link.kind === 'connected' && link.shown === null ? link.sinceMs : null);
  const shown = link.kind === 'connected' ? link.shown : null;
  const ways = waysToScale();
  return (
    <section className="scale-panel" aria-label={t('weigher.title')}>
      {shown === null ? (
        <p className="lead" role="status">
          {link.kind === 'connecting' || link.kind === 'connected'
            ? t(isSilent ? 'weigher.silent' : 'weigher.waiting')
            : t(link.kind === 'lost' ? 'weigher.lost' : 'weigher.lead')}
        </p>
      ) : (
        <p className="weight" role="status" data-shown={shown.kind}>
          {'grams' in shown ? kg(shown.grams) : '–'}
          <span>{shownWords(shown)}</span>
        </p>
      )}
      {isSilent && link.kind === 'connected' && link.way === 'cable' && (
        <Choice
          label={t('weigher.speed')}
          columns={2}
          chosen={speed}
          options={SPEEDS.map((value) => ({ value, label: value }))}
          onChoose={(value) => {
            setSpeed(value);
            writeKept('scale.speed', value);
            void connect('cable', Number(value));
          }}
        />
      )}
      {shown?.kind === 'stable' && (
        <Tap className="primary" onClick={() => onTake(typedKg(shown.grams))}>
          {t('weigher.take', { kg: kg(shown.grams) })}
        </Tap>
      )}
      <div className="others two">
        {(link.kind === 'none' || link.kind === 'lost') &&
          ways.map((way) => (
            <Tap key={way} className="secondary" onClick={() => void connect(way, Number(speed))}>
              {way === 'cable' ? <Cable aria-hidden /> : <Bluetooth aria-hidden />}
              {t(`weigher.${way}`)}
            </Tap>
          ))}
        <Tap className="secondary" onClick={onClose}>
          <Keyboard aria-hidden />
          {t('weigher.type')}
        </Tap>
      </div>
    </section>
  );
}

/** @returns whether a scale has said nothing since `sinceMs` for too long; null: it need not */
function useSilence(sinceMs: number | null): boolean {
  const [silentSince, setSilentSince] = useState<number | null>(null);
  useEffect(() => {
    if (sinceMs === null) return;
    const timer = setTimeout(() => setSilentSince(sinceMs), SILENT_MS);
    return () => clearTimeout(timer);
  }, [sinceMs]);
  return sinceMs !== null && silentSince === sinceMs;
}
