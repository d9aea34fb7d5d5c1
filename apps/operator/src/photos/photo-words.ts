import { t } from '../language/language.js';
import { rare } from '../language/rare.js';
import type { Shown } from './photo.js';

/** Why a photo was not taken, as far as the phone says it itself by the type of the problem: the server's own words are English. */
function whyRefused(type: string | undefined): string | null {
  if (type === '/problems/photo-unreadable') return t('photo.unreadable');
  return type === '/problems/photo-unnamed' ? rare('photo.unnamed') : null;
}

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
