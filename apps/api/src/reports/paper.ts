import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

const require = createRequire(import.meta.url);
/** Noto Sans (SIL Open Font License): Latin with all its accents, Greek, Cyrillic, and the subscripts of CO₂. */
const fontFile = (weight: string): string =>
  require.resolve(`@expo-google-fonts/noto-sans/${weight}/NotoSans_${weight}.ttf`);

/** Points. */
const MARGIN = { top: 52, bottom: 60, left: 64, right: 64 };
const FOOT = 40;
/** A heading does not stand alone at the foot of a page. */
const KEPT_TOGETHER = 80;
/** Paper has one theme: ink, quiet ink and links as in the light one of libs/ui. */
export const INK = '#2b2520';
export const QUIET = '#6b6158';
const LINK = '#1f5f4a';

export interface Paper {
  say(
    type: 'H1' | 'H2' | 'P',
    text: string,
    font: 'text' | 'strong',
    size: number,
    colour: string,
    gap: number,
  ): void;
  /** A line of pieces, of which some lead somewhere; each piece is told apart from the next. */
  line(parts: readonly { text: string; href: string | null }[], gap: number): void;
  /** @param points left free below what was said */
  space(points: number): void;
  /** On to the next page where there is room for little more than a heading. */
  keepTogether(): void;
}

/**
 * A tagged PDF (PDF/UA): language, title, headings, paragraphs and links are told to who cannot see them.
 * @param o.publicUrl the origin that its links lead to @param o.foot of each page, counted from 1
 */
export async function onPaper(
  o: {
    language: string;
    title: string;
    madeAt: Date;
    publicUrl: string;
    foot: (page: number, pages: number) => string;
  },
  write: (paper: Paper) => void,
): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margins: MARGIN,
    bufferPages: true,
    font: fontFile('400Regular'),
    lang: o.language,
    displayTitle: true,
    tagged: true,
    // The types of pdfkit do not know this one yet.
    subset: 'PDF/UA' as 'PDF/A-1',
    pdfVersion: '1.7',
    info: { Title: o.title, Author: 'Bakeloop', CreationDate: o.madeAt },
  });
  document.registerFont('text', fontFile('400Regular')).registerFont('strong', fontFile('600SemiBold'));
  const root = document.struct('Document');
  document.addStructure(root);
  const width = document.page.width - MARGIN.left - MARGIN.right;
  write({
    say(type, text, font, size, colour, gap) {
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
    },
    line(parts, gap) {
      const paragraph = document.struct('P');
      root.add(paragraph);
      document.font('text').fontSize(10.5);
      parts.forEach(({ text, href }, index) => {
        const continued = index < parts.length - 1;
        const put = (): void => {
          document.fillColor(href === null ? INK : LINK);
          const options = {
            width,
            lineGap: 2,
            continued,
            link: href === null ? null : o.publicUrl + href,
            underline: href !== null,
          };
          if (index === 0) document.text(text, MARGIN.left, undefined, options);
          else document.text(text, options);
        };
        paragraph.add(
          href === null ? document.struct('Span', {}, put) : document.struct('Link', { alt: text }, put),
        );
      });
      paragraph.end();
      document.y += gap;
    },
    space(points) {
      document.y += points;
    },
    keepTogether() {
      if (document.y > document.page.height - MARGIN.bottom - KEPT_TOGETHER) document.addPage();
    },
  });
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
      .text(o.foot(page + 1, count), MARGIN.left, document.page.height - FOOT, { width, lineBreak: false });
    document.endMarkedContent();
  }
  document.end();
  return buffer(document);
}
