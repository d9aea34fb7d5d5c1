import type { MouseEvent, ReactNode } from 'react';
import { t } from '../language/language.js';
import { UpdateStrip } from '../updates/update-strip.js';
import { useSettling } from './settling.js';

/** All there is on the phone. While the screen settles, no tap reaches it: nothing is saved by an echo. */
export function Frame({
  demo = false,
  children,
}: {
  /** Said on every screen: what is logged here is no impact. */
  demo?: boolean | undefined;
  children: ReactNode;
}) {
  const settling = useSettling();
  const swallow = (event: MouseEvent) => {
    if (!settling) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="app" role="group" aria-disabled={settling} onClickCapture={swallow}>
      {demo && <aside className="demo-strip">{t('app.demo')}</aside>}
      <UpdateStrip />
      {children}
    </div>
  );
}
