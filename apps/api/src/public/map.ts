import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import { escaped } from './html.js';
import type { PublicMoment } from './public-figures.js';

const WIDTH = 800;
const HEIGHT = 400;
const EDGE = 11;
/** Radius of a mark: seen on a phone too, where the map is half as wide. */
const MARK = 9;
/** From the polar circle to Tierra del Fuego, and to whoever bakes further out, as the pages have it. */
const EXTENT: readonly [number, number][] = [
  [-128, 0],
  [158, 0],
  [10, 68],
  [10, -55],
];

type Atlas = Parameters<typeof feature>[0];
type Projection = ReturnType<typeof geoNaturalEarth1>;

/** What was drawn last: kitchens seldom move. */
let drawn: { extent: string; projection: Projection; land: string } | null = null;

/** Whole points: nobody sees less, and it is a third of the bytes. */
function drawnFor(positions: readonly [number, number][]): { projection: Projection; land: string } {
  const coordinates = [...EXTENT, ...positions];
  const extent = JSON.stringify(coordinates);
  if (drawn?.extent === extent) return drawn;
  const file = createRequire(import.meta.url).resolve('world-atlas/land-110m.json');
  const atlas = JSON.parse(readFileSync(file, 'utf8')) as Atlas;
  const projection = geoNaturalEarth1().fitExtent(
    [
      [EDGE, EDGE],
      [WIDTH - EDGE, HEIGHT - EDGE],
    ],
    { type: 'MultiPoint', coordinates },
  );
  const shape = atlas.objects['land'];
  const land = (shape && geoPath(projection).digits(0)(feature(atlas, shape))) ?? '';
  drawn = { extent, projection, land };
  return drawn;
}

/** Of both schemes: a picture follows the one of whoever looks. */
const STYLE =
  '<style>.sea{fill:#f7f3ec}.land{fill:#e2d9c8}.kitchen{fill:#17624c;stroke:#fffdf9}@media(prefers-color-scheme:dark){.sea{fill:#23201c}.land{fill:#37322b}.kitchen{fill:#7fc8aa;stroke:#191714}}</style>';

/** The kitchens on a map, as a picture for where no script draws it. */
export function mapSvg({ kitchens }: PublicMoment): string {
  const { projection, land } = drawnFor(
    kitchens.flatMap(({ position }) => (position === null ? [] : [position])),
  );
  const marks = kitchens.flatMap(({ position, place, name }) => {
    const point = position && projection(position);
    if (!point) return [];
    const [x, y] = point.map((each) => each.toFixed(1));
    return [
      `<circle cx="${x}" cy="${y}" r="${MARK}" class="kitchen" stroke-width="2"><title>${escaped(place ?? name)}</title></circle>`,
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"><title>The kitchens on a map</title>${STYLE}<rect width="100%" height="100%" rx="20" class="sea"/><path d="${land}" class="land"/>${marks.join('')}</svg>`;
}
