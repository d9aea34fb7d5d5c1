import { t, type Key } from '../language/language.js';
import type { Shown } from './photo.js';

/** What the phone says itself, by the type of the problem: the server's own words are English. */
const WHY = {
  '/problems/photo-unreadable': 'photo.unreadable',
  '/problems/photo-unnamed': 'photo.unnamed',
} as const satisfies Record<string, Key>;
const whyRefused = (type = ''): string | null =>
  Object.hasOwn(WHY, type) ? t(WHY[type as keyof typeof WHY]) : null;

export function photoWords(shown: Shown): string {
  switch (shown.kind) {
    case 'draft':
      return t('photo.draft');
    case 'after-record':
      return t('photo.afterRecord');
    case 'waits':
      return t('photo.waits');
    case 'held':
      return t(
        shown.by === 'no-network'
          ? 'photo.noNetwork'
          : shown.by === 'not-wifi'
            ? 'photo.notWifi'
            : 'photo.needsTap',
      );
    case 'sending':
      return t('photo.sending', { percent: shown.percent });
    case 'stored':
      return t('photo.stored');
    case 'refused':
      return t('photo.refused', { detail: whyRefused(shown.type) ?? shown.detail });
  }
}
