import type { ComponentProps } from 'react';
import { useSettling } from './settling.js';

/** A button. It says so while the screen settles and taps do not count (see `Frame`). */
export function Tap({ type = 'button', ...rest }: ComponentProps<'button'>) {
  const settling = useSettling();
  return <button {...rest} type={type} aria-disabled={settling || rest['aria-disabled']} />;
}
