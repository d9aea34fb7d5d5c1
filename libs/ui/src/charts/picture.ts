/** A chart as a file: what is drawn, with its title, its legend and the colours of the page it was taken from. */

/** What a drawing looks like is in the page's styles; a file has to hold it itself. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'paint-order',
] as const;

const HEAD_PX = 40;
const ROW_PX = 22;
const EDGE_PX = 16;
/** Twice the pixels of the page: sharp in print and on a projector. */
const SCALE = 2;

function styled(original: Element): Element {
  const copy = original.cloneNode(true) as Element;
  const copies = [copy, ...copy.querySelectorAll('*')];
  for (const [index, element] of [original, ...original.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(element);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value !== '') copies[index]?.setAttribute(name, value);
    }
    copies[index]?.removeAttribute('style');
    copies[index]?.removeAttribute('class');
  }
  return copy;
}

interface Picture {
  text: string;
  widthPx: number;
  heightPx: number;
}

/**
 * @param figure the frame of a chart
 * @returns null where nothing is drawn yet
 */
export function pictureOf(figure: HTMLElement, title: string, note: string): Picture | null {
  // Marks of lines stand in what is told of a point, too.
  const drawing = figure.querySelector<SVGSVGElement>('.bl-frame-picture svg:not(.bl-line-mark)');
  if (!drawing) return null;
  const { width, height } = drawing.getBoundingClientRect();
  const page = getComputedStyle(figure);
  const legend = [...figure.querySelectorAll<HTMLElement>('.bl-chart-legend > span')];
  const names = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(names, 'svg');
  const widthPx = Math.ceil(width) + 2 * EDGE_PX;
  const legendPx = legend.length * ROW_PX;
  const heightPx = Math.ceil(height) + HEAD_PX + legendPx + ROW_PX + EDGE_PX;
  const set = (element: Element, attributes: Record<string, string | number>): Element => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    svg.append(element);
    return element;
  };
  const write = (text: string, x: number, y: number, size: number, weight = 400): void => {
    const element = document.createElementNS(names, 'text');
    element.textContent = text;
    set(element, {
      x,
      y,
      fill: page.color,
      'font-family': page.fontFamily,
      'font-size': size,
      'font-weight': weight,
    });
  };
  svg.setAttribute('xmlns', names);
  svg.setAttribute('viewBox', `0 0 ${String(widthPx)} ${String(heightPx)}`);
  svg.setAttribute('width', String(widthPx));
  svg.setAttribute('height', String(heightPx));
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--bl-surface').trim();
  set(document.createElementNS(names, 'rect'), { width: widthPx, height: heightPx, fill: ground });
  write(title, EDGE_PX, 26, 16, 600);
  for (const [row, item] of legend.entries()) {
    const y = HEAD_PX + row * ROW_PX;
    const mark = item.querySelector('svg');
    if (mark) set(styled(mark), { x: EDGE_PX, y: y + 1 });
    write(item.textContent.trim(), EDGE_PX + 32, y + 11, 13);
  }
  set(styled(drawing), { x: EDGE_PX, y: HEAD_PX + legendPx });
  write(note, EDGE_PX, heightPx - EDGE_PX / 2 - 2, 12);
  return { text: new XMLSerializer().serializeToString(svg), widthPx, heightPx };
}

/** @throws Error where the browser draws no such picture */
export async function asPng({ text, widthPx, heightPx }: Picture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = widthPx * SCALE;
  canvas.height = heightPx * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/png');
  });
  if (blob === null) throw new Error('This browser made no picture of the chart.');
  return blob;
}
