import { useEffect, useRef, useState } from 'react';
import { t } from '../language/language.js';

/** Often enough to feel at once, seldom enough for a cheap phone, ms. */
const LOOK_EVERY_MS = 250;

type Look = (video: HTMLVideoElement) => Promise<string | null>;
interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

/** The phone's own reader of codes, else one that comes when it is first needed. */
async function reader(): Promise<Look> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass };
  if (BarcodeDetector) {
    try {
      const detector = new BarcodeDetector({ formats: ['qr_code'] });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
    } catch {
      // It is there, and reads no QR codes.
    }
  }
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return (video) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (!pen || width === 0) return Promise.resolve(null);
    canvas.width = width;
    canvas.height = height;
    pen.drawImage(video, 0, 0);
    try {
      return Promise.resolve(decodeQR(pen.getImageData(0, 0, width, height)));
    } catch {
      // No code in sight.
      return Promise.resolve(null);
    }
  };
}

/** The camera, until it has read a code. @param onText called once for each code in sight */
export function Scanner({ onText }: { onText: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const heard = useRef(onText);
  heard.current = onText;
  const [trouble, setTrouble] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setInterval> | undefined;
    let gone = false;
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      const shown = video.current;
      if (gone || !shown) return stop();
      shown.srcObject = stream;
      await shown.play();
      const look = await reader();
      let busy = false;
      timer = setInterval(() => {
        if (busy) return;
        busy = true;
        void look(shown)
          .then((text) => text !== null && !gone && heard.current(text))
          .catch(() => setTrouble(true))
          .finally(() => (busy = false));
      }, LOOK_EVERY_MS);
    };
    const stop = () => {
      gone = true;
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    start().catch(() => !gone && setTrouble(true));
    return stop;
  }, []);
  if (trouble) {
    return (
      <p className="notice notice-check" role="alert">
        {t('label.noCamera')}
      </p>
    );
  }
  return <video ref={video} className="scanner" muted playsInline aria-label={t('label.camera')} />;
}
