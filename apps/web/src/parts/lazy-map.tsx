import { lazy } from 'react';
import { NearScreen } from './near-screen.js';
import type { MappedKitchen } from './world-map.js';

const WorldMap = lazy(async () => ({ default: (await import('./world-map.js')).WorldMap }));

/** The map, with its outlines of the world. */
export function LazyMap(props: { kitchens: readonly MappedKitchen[] }) {
  return (
    <NearScreen room={<div className="map-room" />}>
      <WorldMap {...props} />
    </NearScreen>
  );
}
