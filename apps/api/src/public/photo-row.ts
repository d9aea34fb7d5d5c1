import { publicPhotoPath, type PublicPhoto } from '@bakeloop/contracts';
import { escaped } from './html.js';
import { PAGE_WORDS } from './page-words.js';
import type { PublicLanguage } from './words.js';

/** Photos side by side, each leading to its large version; nothing where there are none. @param isCaptioned where nothing beside them says what they are of */
export function photoRow(
  photos: readonly PublicPhoto[],
  language: PublicLanguage,
  { isCaptioned }: { isCaptioned: boolean },
): string {
  const words = PAGE_WORDS[language];
  const items = photos.map((photo) => {
    const { kitchenName, product, day, width, height } = photo;
    const path = publicPhotoPath(photo);
    const what = [product, kitchenName, day].filter((part) => part !== null).join(', ');
    const caption = `${product === null ? '' : `${escaped(product)} · `}<time>${day}</time>`;
    return `<li><a href="${path}"><img src="${path}/small" width="${width}" height="${height}" loading="lazy" decoding="async" alt="${escaped(words.photo(what))}"></a>${isCaptioned ? `<small aria-hidden="true">${caption}</small>` : ''}</li>`;
  });
  return items.length === 0
    ? ''
    : `<ul class="photos" aria-label="${escaped(words.photos)}">${items.join('')}</ul>`;
}

/** The same as a part of a page. */
export const photoSection = (photos: readonly PublicPhoto[], language: PublicLanguage): string =>
  photos.length === 0
    ? ''
    : `<h2>${escaped(PAGE_WORDS[language].photos)}</h2>${photoRow(photos, language, { isCaptioned: true })}`;
