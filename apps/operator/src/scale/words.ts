import { t } from '../language/language.js';
import type { Shown } from './weighing.js';

/** What a scale shows, in words that say what to do. */
export function shownWords(shown: Shown): string {
  switch (shown.kind) {
    case 'stable':
      return t('weigher.steady');
    case 'moving':
      return t('weigher.moving');
    case 'wrong-unit':
      return t('weigher.wrongUnit', { unit: shown.unit });
    case 'below-zero':
      return t('weigher.belowZero');
    case 'refused':
      return t('weigher.cannot');
  }
}
