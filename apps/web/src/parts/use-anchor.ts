import { useEffect } from 'react';
import { useLocation } from 'react-router';

/**
 * The browser looks for an address's anchor before the page has its data; a part that holds anchors looks again once it
 * is there.
 */
export function useAnchor(): void {
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === '') return;
    const target = document.getElementById(decodeURIComponent(hash.slice(1)));
    target?.scrollIntoView();
    target?.focus({ preventScroll: true });
  }, [hash, key]);
}
