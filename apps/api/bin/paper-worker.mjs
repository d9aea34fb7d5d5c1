/** Draws one document as a tagged PDF (PDF/UA), where it holds nothing else up: its maker ends it when it takes too long. */
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { parentPort, workerData } from 'node:worker_threads';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);
/** Noto Sans (SIL Open Font License): Latin with all its accents, Greek, Cyrillic, and the subscripts of CO₂. */
const fontFile = (weight) => require.resolve(`@expo-google-fonts/noto-sans/${weight}/NotoSans_${weight}.ttf`);
/** Its sister for names in Arabic letters. */
const arabicFile = (weight) =>
  require.resolve(`@expo-google-fonts/noto-sans-arabic/${weight}/NotoSansArabic_${weight}.ttf`);
/** Words that are written from right to left. */
const ARABIC = /(\p{Script=Arabic}(?:[\p{Script=Arabic}\p{M}\s]*[\p{Script=Arabic}\p{M}])?)/u;

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
  for (const [name, weight] of [
    ['text', '400Regular'],
    ['strong', '600SemiBold'],
  ])
    document.registerFont(name, fontFile(weight)).registerFont(`${name} arabic`, arabicFile(weight));
  const root = document.struct('Document');
  document.addStructure(root);
  const width = document.page.width - MARGIN.left - MARGIN.right;

  /** Writes in the font that has the letters; what is Arabic at once, since word by word it would stand in the wrong order. */
  function say(text, font, { isNew, ...options }) {
    const runs = text
      .split(ARABIC)
      .map((run, index) => ({ run, isArabic: index % 2 === 1 }))
      // A text without words still ends the line that was to go on.
      .filter(({ run }) => run !== '' || text === '');
    runs.forEach(({ run, isArabic }, index) => {
      const all = {
        ...options,
        continued: index < runs.length - 1 || options.continued === true,
        ...(isArabic && { features: [] }),
      };
      const { ascender, descender, lineGap } = document.font(font)._font;
      // Read from the disk where it is wanted; both stand on one line, and as far from the next.
      if (isArabic) Object.assign(document.font(`${font} arabic`)._font, { ascender, descender, lineGap });
      if (isNew && index === 0) document.text(run, MARGIN.left, undefined, all);
      else document.text(run, all);
    });
  }

  const put = {
    text({ type, text, font, size, colour, gap }) {
      const write = () => {
        document.fontSize(size).fillColor(colour);
        say(text, font, { width, lineGap: 2, isNew: true });
      };
      root.add(document.struct(type, {}, write));
      document.y += gap;
    },
    line({ parts, gap }) {
      const paragraph = document.struct('P');
      root.add(paragraph);
      document.fontSize(10.5);
      parts.forEach(({ text, href }, index) => {
        const continued = index < parts.length - 1;
        const write = () => {
          document.fillColor(href === null ? INK : LINK);
          say(text, 'text', {
            width,
            lineGap: 2,
            continued,
            link: href === null ? null : publicUrl + href,
            underline: href !== null,
            isNew: index === 0,
          });
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
