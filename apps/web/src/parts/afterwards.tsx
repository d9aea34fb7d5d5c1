import { useIsFetching } from '@tanstack/react-query';
import { startTransition, useEffect, useState, type ReactNode } from 'react';
import { useLocation, useNavigationType } from 'react-router';

/** What is waited for longer than that holds nothing else back, ms. */
const MOST_MS = 2_000;

/**
 * What stands below what is looked at first: it is drawn, a bit at a time, once nothing is waited for any more. So it takes
 * nothing from what is looked at, and is there for whoever scrolls, searches, prints or has the page read out.
 */
export function Afterwards({ children }: { children: ReactNode }) {
  const isWaiting = useIsFetching() > 0;
  const { key } = useLocation();
  const way = useNavigationType();
  // Going back, the browser returns to where one was: that has to be there. The first page has no key of its own.
  const [isDue, setDue] = useState(way === 'POP' && key !== 'default');
  useEffect(() => {
    if (isDue) return;
    const draw = () => {
      startTransition(() => {
        setDue(true);
      });
    };
    const timer = setTimeout(draw, isWaiting ? MOST_MS : 0);
    return () => {
      clearTimeout(timer);
    };
  }, [isWaiting, isDue]);
  return isDue ? children : null;
}
