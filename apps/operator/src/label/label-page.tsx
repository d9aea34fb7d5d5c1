import { Printer, Share2 } from 'lucide-react';
import { useMemo } from 'react';
import { lotWords, useStock } from '../flow/lots.js';
import { t } from '../language/language.js';
import { Screen } from '../parts/screen.js';
import { Tap } from '../parts/tap.js';
import { Code } from './code.js';
import { labelText } from './label.js';
import { labelModules } from './modules.js';

/** A picture of a label that a small printer prints sharp, pixels. */
const PICTURE_PIXELS = 600;

/** A code to stick on a bag or a stack: printed or shared from here, without a network. */
export function LabelPage({
  kitchenId,
  lot,
  batch,
}: {
  kitchenId: string;
  lot: string | null;
  batch: string | null;
}) {
  const id = lot ?? batch ?? '';
  const stock = useStock(kitchenId).find(({ lotId }) => lotId === lot);
  const modules = useMemo(
    () => labelModules(labelText({ kitchen: kitchenId, lot, batch }, location.origin)),
    [kitchenId, lot, batch],
  );
  return (
    <Screen
      title={t('label.title')}
      footer={
        <div className="others two">
          <Tap className="secondary strong" onClick={() => window.print()}>
            <Printer aria-hidden /> {t('label.print')}
          </Tap>
          <Tap className="secondary strong" onClick={() => void share(modules, id)}>
            <Share2 aria-hidden /> {t('label.share')}
          </Tap>
        </div>
      }
    >
      <figure className="label">
        <Code modules={modules} label={t('label.code')} />
        <figcaption>
          <b className="code">{id}</b>
          {stock && <span>{lotWords(stock)}</span>}
          <span>{kitchenId}</span>
        </figcaption>
      </figure>
    </Screen>
  );
}

/** A picture of the label for a printer's app or another phone; where nothing can be shared with, a file. */
async function share(modules: boolean[][], id: string): Promise<void> {
  const canvas = document.createElement('canvas');
  const side = modules.length;
  const scale = Math.floor(PICTURE_PIXELS / side);
  canvas.width = side * scale;
  canvas.height = side * scale + 48;
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000000';
  modules.forEach((row, y) =>
    row.forEach((dark, x) => dark && pen.fillRect(x * scale, y * scale, scale, scale)),
  );
  pen.font = 'bold 28px monospace';
  pen.textAlign = 'center';
  pen.fillText(id, canvas.width / 2, canvas.height - 20, canvas.width - 20);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) return;
  const file = new File([blob], `${id}.png`, { type: 'image/png' });
  if (navigator.canShare?.({ files: [file] })) {
    // Whoever closes the sheet has not failed at anything.
    await navigator.share({ files: [file] }).catch(() => undefined);
    return;
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
