import { ArrowLeft, Volume2 } from 'lucide-react';
import { useEffect, useRef, type ReactNode, type SyntheticEvent } from 'react';
import { t } from '../language/language.js';
import { readable, readsAloud, say } from '../phone/voice.js';
import { back } from '../route.js';
import { Tap } from './tap.js';

export interface Action {
  label: string;
  act: () => void;
  /** Why it cannot be done yet, as advice; null when it can. */
  missing?: string | null;
}

/**
 * One page: title with the way back on top, what it is about in the middle, what to do at the bottom under the thumb.
 * Enter on a keyboard does the same as the big button.
 */
export function Screen({
  title,
  children,
  action,
  footer,
  home = false,
}: {
  title: string;
  children: ReactNode;
  action?: Action;
  /** Above the action, still at the bottom. */
  footer?: ReactNode;
  home?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const missing = action?.missing ?? null;
  // A page that is still to come has nothing to say.
  const isComing = children === null;
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    if (readsAloud() && !isComing) say(title, 'after');
  }, [title, isComing]);
  const body = useRef<HTMLElement>(null);
  const sayAll = () =>
    say([title, body.current ? readable(body.current) : '', missing ?? ''].filter(Boolean).join('. '));

  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (action && !action.missing) action.act();
    else if (readsAloud()) say(missing ?? '');
  };

  return (
    <form className="screen" onSubmit={submit} noValidate>
      <header className="screen-head">
        {!home && (
          <Tap className="icon-button" onClick={back} aria-label={t('app.back')}>
            <ArrowLeft aria-hidden />
          </Tap>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {readsAloud() && (
          <Tap className="icon-button" onClick={sayAll} aria-label={t('settings.say')}>
            <Volume2 aria-hidden />
          </Tap>
        )}
      </header>
      <main key={title} ref={body} className="screen-body" tabIndex={0}>
        {children}
      </main>
      {(action ?? footer) && (
        <footer className="screen-foot">
          {footer}
          {action?.missing && (
            <p className="missing" role="status">
              {action.missing}
            </p>
          )}
          {action && (
            <Tap
              type="submit"
              className="primary"
              aria-disabled={Boolean(action.missing)}
              data-missing={Boolean(action.missing)}
            >
              {action.label}
            </Tap>
          )}
        </footer>
      )}
    </form>
  );
}
