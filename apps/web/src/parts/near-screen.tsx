import { useIntersection } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';

/**
 * What is loaded when its place comes near the screen: whoever reads only the numbers does not wait for what is below.
 * @param room stands in its place until then, as high as it will be
 */
export function NearScreen({ room, children }: { room: ReactNode; children: ReactNode }) {
  const { ref, entry } = useIntersection({ rootMargin: '100px' });
  const [seen, setSeen] = useState(false);
  if (entry?.isIntersecting && !seen) setSeen(true);
  return (
    <div ref={ref} className="near-screen">
      {seen ? children : room}
    </div>
  );
}
