import { t } from '../language/language.js';
import type { Shown } from './photo.js';

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
      return t('photo.refused', { detail: shown.detail });
  }
}
