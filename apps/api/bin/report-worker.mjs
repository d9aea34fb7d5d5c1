/** Draws one report as a tagged PDF (PDF/UA), where it holds nothing else up: its maker ends it when it takes too long. */
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
/** Paper has one theme: ink, quiet ink and links as in the light one of libs/ui. */
const INK = '#2b2520';
const QUIET = '#6b6158';
const LINK = '#1f5f4a';

/**
 * Language, title, headings, paragraphs and links are told to who cannot see them.
 * @param {import('../src/reports/report-document.js').Drawing} drawing
 */
async function draw({ report, words, publicUrl, demo }) {
  const title = `${report.subject.name}: ${report.title}, ${report.from} – ${report.to}`;
  const document = new PDFDocument({
    size: 'A4',
    margins: MARGIN,
    bufferPages: true,
    font: fontFile('400Regular'),
    lang: report.language,
    displayTitle: true,
    tagged: true,
    subset: 'PDF/UA',
    pdfVersion: '1.7',
    info: { Title: title, Author: 'Bakeloop', CreationDate: new Date(report.writtenAt) },
  });
  document.registerFont('text', fontFile('400Regular')).registerFont('strong', fontFile('600SemiBold'));
  const root = document.struct('Document');
  document.addStructure(root);
  const width = document.page.width - MARGIN.left - MARGIN.right;

  const say = (type, text, font, size, colour, gap) => {
    root.add(
      document.struct(type, {}, () => {
        document
          .font(font)
          .fontSize(size)
          .fillColor(colour)
          .text(text, MARGIN.left, undefined, { width, lineGap: 2 });
      }),
    );
    document.y += gap;
  };
  /** A line of pieces, of which some lead somewhere; each piece is told apart from the next. */
  const line = (parts, gap) => {
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
  };

  say('P', report.title, 'strong', 10, QUIET, 2);
  say('H1', report.subject.name, 'strong', 24, INK, 2);
  say('P', report.days, 'text', 11, QUIET, 10);
  if (demo) say('P', words.demo, 'strong', 11, INK, 8);
  for (const { title: heading, sentences } of report.sections) {
    // A heading does not stand alone at the foot of a page.
    if (document.y > document.page.height - MARGIN.bottom - 80) document.addPage();
    document.y += 6;
    say('H2', heading, 'strong', 13, INK, 1);
    for (const { parts } of sentences) line(parts, 2);
  }
  if (document.y > document.page.height - MARGIN.bottom - 80) document.addPage();
  document.y += 12;
  say('P', report.lead, 'text', 9, QUIET, 4);
  say('P', report.restated.words, 'text', 9, QUIET, 2);
  for (const { name, text, href } of report.restated.items)
    line(
      [
        { text: `${name}: `, href: null },
        { text, href },
      ],
      2,
    );
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
        `Bakeloop · ${report.id} · ${words.page.replace('{page}', String(page + 1)).replace('{pages}', String(count))}`,
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
