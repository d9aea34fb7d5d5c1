import { useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { feature } from 'topojson-client';
import atlasUrl from 'world-atlas/land-110m.json?url';
import type { Condition } from '@bakeloop/contracts';
import { ConditionGlyph } from './condition.js';
import { placeLabels } from './place-labels.js';

type Atlas = Parameters<typeof feature>[0];

async function readAtlas({ signal }: { signal: AbortSignal }): Promise<Atlas> {
  const response = await fetch(atlasUrl, { signal });
  // Shipped with this very build: its shape is known.
  return (await response.json()) as Atlas;
}

/** From the polar circle to Tierra del Fuego: the land in between gets the room, unless a kitchen bakes further out. */
const EXTENT: readonly [number, number][] = [
  [-128, 0],
  [158, 0],
  [10, 68],
  [10, -55],
];

/** Room around the land for the half of a mark. */
const EDGE_PX = 10;

/** A kitchen as the map shows it. */
export interface MappedKitchen {
  id: string;
  /** Beside its mark. */
  label: string;
  /** [longitude, latitude]; null: it has not told. */
  position: [number, number] | null;
  condition: Condition;
  isBaking: boolean;
  /** For those who do not see the map. */
  words: string;
  /** Where a click on it leads; null: nowhere. */
  path: string | null;
}

/** Kitchens on a map drawn from data shipped with the app. Their state is told by shape and word, not by colour alone. */
export function WorldMap({ kitchens }: { kitchens: readonly MappedKitchen[] }) {
  const { ref, width } = useElementSize();
  const atlas = useQuery({ queryKey: ['atlas'], queryFn: readAtlas, staleTime: Infinity, gcTime: Infinity });
  const navigate = useNavigate();
  const height = Math.round(Math.max(190, width * 0.5));
  const small = width < 520;

  // By what they say: the list is another with every live number.
  const positions = JSON.stringify(kitchens.flatMap(({ position }) => (position === null ? [] : [position])));
  const projection = useMemo(
    () =>
      geoNaturalEarth1().fitExtent(
        [
          [EDGE_PX, EDGE_PX],
          [Math.max(EDGE_PX + 1, width - EDGE_PX), height - EDGE_PX],
        ],
        { type: 'MultiPoint', coordinates: [...EXTENT, ...(JSON.parse(positions) as [number, number][])] },
      ),
    [width, height, positions],
  );
  const land = useMemo(() => {
    if (!atlas.data || width === 0) return null;
    const { land } = atlas.data.objects;
    return land ? geoPath(projection)(feature(atlas.data, land)) : null;
  }, [atlas.data, projection, width]);

  const placed = kitchens.flatMap((kitchen) => {
    const point = kitchen.position ? projection(kitchen.position) : null;
    return point ? [{ kitchen, x: point[0], y: point[1], text: kitchen.label }] : [];
  });
  const labels = placeLabels(placed, { width, height, charPx: small ? 6.9 : 7.6 });
  const lost = kitchens.length - placed.length;

  return (
    <div className="map">
      <div ref={ref} style={{ height }}>
        {width > 0 ? (
          <svg width={width} height={height} role="img" aria-label={describe(kitchens)}>
            {land ? <path d={land} className="map-land" /> : null}
            {placed.map(({ kitchen, x, y }, index) => {
              const { condition, path, isBaking } = kitchen;
              const label = labels[index];
              return (
                <g
                  key={kitchen.id}
                  className={`map-kitchen shape-${condition}${path === null ? '' : ' map-linked'}`}
                  onClick={path === null ? undefined : () => void navigate(path)}
                >
                  {isBaking && condition === 'good' ? (
                    <circle cx={x} cy={y} r="9" className="map-pulse" />
                  ) : null}
                  <g
                    transform={`translate(${x.toFixed(1)},${y.toFixed(1)}) scale(${small ? '0.72' : '0.9'})`}
                  >
                    <ConditionGlyph condition={condition} />
                  </g>
                  {label ? (
                    <text x={label.x} y={label.y} textAnchor={label.anchor} className="map-label">
                      {label.text}
                    </text>
                  ) : null}
                </g>
              );
            })}
          </svg>
        ) : null}
      </div>
      {lost > 0 ? (
        <p className="quiet map-note">
          {lost === 1
            ? 'One kitchen has not told where it is.'
            : `${String(lost)} kitchens have not told where they are.`}
        </p>
      ) : null}
      {atlas.error ? (
        <p className="quiet map-note">The land could not be loaded; the positions are right.</p>
      ) : null}
    </div>
  );
}

const describe = (kitchens: readonly MappedKitchen[]): string =>
  `Map of ${kitchens.length === 1 ? 'one kitchen' : `${String(kitchens.length)} kitchens`}. ${kitchens.map(({ words }) => words).join('. ')}`;
