import { later } from './later.js';
import { NearScreen } from './near-screen.js';
import type { MappedKitchen } from './world-map.js';

const room = <div className="map-room" />;
const WorldMap = later(async () => (await import('./world-map.js')).WorldMap, room);

/** The map, with its outlines of the world. */
export function LazyMap(props: { kitchens: readonly MappedKitchen[] }) {
  return (
    <NearScreen room={room}>
      <WorldMap {...props} />
    </NearScreen>
  );
}
