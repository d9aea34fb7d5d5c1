/** Draws one document as a tagged PDF (PDF/UA), where it holds nothing else up: its maker ends it when it takes too long. */
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);
/** Noto Sans (SIL Open Font License): Latin with all its accents, Greek, Cyrillic, and the subscripts of CO₂. */
const fontFile = (weight) => require.resolve(`@expo-google-fonts/noto-sans/${weight}/NotoSans_${weight}.ttf`);

/** Points. */
const MARGIN = { top: 52, bottom: 60, left: 64, right: 64 };
const FOOT = 40;
/** A heading does not stand alone at the foot of a page. */
const KEPT_TOGETHER = 80;
/** Of paper.ts, and links as in the light theme of libs/ui. */
const INK = '#2b2520';
const QUIET = '#6b6158';
const LINK = '#1f5f4a';

/** @param {import('../src/reports/paper.js').Drawing} drawing */
async function draw({ language, title, madeAt, publicUrl, foot, blocks }) {
  const document = new PDFDocument({
    size: 'A4',
    margins: MARGIN,
    bufferPages: true,
    font: fontFile('400Regular'),
    lang: language,
    displayTitle: true,
    tagged: true,
    subset: 'PDF/UA',
    pdfVersion: '1.7',
    info: { Title: title, Author: 'Bakeloop', CreationDate: madeAt },
  });
  document.registerFont('text', fontFile('400Regular')).registerFont('strong', fontFile('600SemiBold'));
  const root = document.struct('Document');
  document.addStructure(root);
  const width = document.page.width - MARGIN.left - MARGIN.right;

  const put = {
    text({ type, text, font, size, colour, gap }) {
      const write = () =>
        document
          .font(font)
          .fontSize(size)
          .fillColor(colour)
          .text(text, MARGIN.left, undefined, { width, lineGap: 2 });
      root.add(document.struct(type, {}, write));
      document.y += gap;
    },
    line({ parts, gap }) {
      const paragraph = document.struct('P');
      root.add(paragraph);
      document.font('text').fontSize(10.5);
      parts.forEach(({ text, href }, index) => {
        const continued = index < parts.length - 1;
        const write = () => {
          document.fillColor(href === null ? INK : LINK);
          const options = {
            width,
            lineGap: 2,
            continued,
            link: href === null ? null : publicUrl + href,
            underline: href !== null,
          };
          if (index === 0) document.text(text, MARGIN.left, undefined, options);
          else document.text(text, options);
        };
        paragraph.add(
          href === null ? document.struct('Span', {}, write) : document.struct('Link', { alt: text }, write),
        );
      });
      paragraph.end();
      document.y += gap;
    },
    space({ points }) {
      document.y += points;
    },
    together() {
      if (document.y > document.page.height - MARGIN.bottom - KEPT_TOGETHER) document.addPage();
    },
  };
  for (const block of blocks) put[block.kind](block);
  root.end();

  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    // Below the margin nothing flows on to another page.
    document.page.margins.bottom = 0;
    document.markContent('Artifact', { type: 'Pagination' });
    document
      .font('text')
      .fontSize(8)
      .fillColor(QUIET)
      .text(
        foot.replace('{page}', String(page + 1)).replace('{pages}', String(count)),
        MARGIN.left,
        document.page.height - FOOT,
        { width, lineBreak: false },
      );
    document.endMarkedContent();
  }
  document.end();
  return buffer(document);
}

const drawn = Uint8Array.from(await draw(workerData));
parentPort?.postMessage(drawn, [drawn.buffer]);
