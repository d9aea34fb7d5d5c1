import type { PublicLanguage } from '@bakeloop/contracts';
import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useLanguage } from '../data/language.js';
import './form.css';

interface Words {
  copy: string;
  hide: string;
  copied: string;
  failed: string;
}
const WORDS: Record<PublicLanguage, Words> = {
  en: {
    copy: 'Copy',
    hide: 'Done, hide it',
    copied: 'Copied.',
    failed: 'This browser does not let a page copy: select the text above and copy it yourself.',
  },
  nl: {
    copy: 'Kopieer',
    hide: 'Klaar, verberg het',
    copied: 'Gekopieerd.',
    failed: 'Deze browser laat een pagina niet kopiëren: selecteer de tekst hierboven en kopieer hem zelf.',
  },
};

/** A secret that is shown this once, to be copied and handed over. It takes the focus, so that nobody misses it. */
export function ShownOnce({
  title,
  text,
  children,
  close,
}: {
  title: string;
  text: string;
  children?: ReactNode;
  close: () => void;
}) {
  const words = WORDS[useLanguage()];
  const [copied, setCopied] = useState<'no' | 'yes' | 'failed'>('no');
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  const copy = () => {
    // Without TLS a browser has no clipboard for pages: the text selects itself as a whole instead.
    const writing = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject(new Error());
    writing.then(
      () => setCopied('yes'),
      () => setCopied('failed'),
    );
  };
  return (
    <section ref={place} tabIndex={-1} className="once" aria-label={title}>
      <p>
        <strong>{title}</strong>
      </p>
      <code className="once-text">{text}</code>
      {children}
      <div className="links">
        <button type="button" className="button" onClick={copy}>
          {copied === 'yes' ? <Check size={17} aria-hidden /> : <Copy size={17} aria-hidden />} {words.copy}
        </button>
        <button type="button" className="button button-quiet" onClick={close}>
          {words.hide}
        </button>
      </div>
      <p aria-live="polite" className="quiet">
        {copied === 'yes' ? words.copied : copied === 'failed' ? words.failed : ''}
      </p>
    </section>
  );
}
