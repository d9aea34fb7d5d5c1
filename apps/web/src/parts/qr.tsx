import { useMemo } from 'react';
import { renderSVG } from 'uqr';

/** A text as a QR code, drawn here: a secret goes to nobody who would draw it for us. @param alt where the same is to be read */
export function Qr({ text, alt }: { text: string; alt: string }) {
  const picture = useMemo(
    () => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(text, { border: 2 }))}`,
    [text],
  );
  return <img className="qr" src={picture} width={200} height={200} alt={alt} />;
}
