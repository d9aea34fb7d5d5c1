import { useIntersection } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import type { MappedKitchen } from './world-map.js';

const WorldMap = lazy(async () => ({ default: (await import('./world-map.js')).WorldMap }));

/** The map, loaded when its place comes near the screen: whoever reads only the numbers does not wait for the world. */
export function LazyMap(props: { kitchens: readonly MappedKitchen[] }) {
  const { ref, entry } = useIntersection({ rootMargin: '100px' });
  const [seen, setSeen] = useState(false);
  if (entry?.isIntersecting && !seen) setSeen(true);
  const room = <div className="map-room" />;
  return (
    <div ref={ref}>
      {seen ? (
        <Suspense fallback={room}>
          <WorldMap {...props} />
        </Suspense>
      ) : (
        room
      )}
    </div>
  );
}
