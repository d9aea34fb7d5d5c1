import { publicPhotoPath, type PublicLanguage, type PublicPhoto } from '@bakeloop/contracts';
import { escaped } from './html.js';
import { PAGE_WORDS } from './page-words.js';
import { dayOf } from './words.js';

/** Photos side by side, each leading to its large version; nothing where there are none. @param o.isCaptioned where nothing beside them says what they are of @param o.pathOf where each is */
export function photoRow(
  photos: readonly PublicPhoto[],
  language: PublicLanguage,
  {
    isCaptioned,
    pathOf = publicPhotoPath,
  }: { isCaptioned: boolean; pathOf?: (photo: PublicPhoto) => string },
): string {
  const words = PAGE_WORDS[language];
  const items = photos.map((photo) => {
    const { kitchenName, product, day, width, height } = photo;
    const path = pathOf(photo);
    const what = [product, kitchenName, dayOf(day, language)].filter((part) => part !== null).join(', ');
    const caption = `${product === null ? '' : `${escaped(product)} · `}<time datetime="${day}">${escaped(dayOf(day, language))}</time>`;
    return `<li><a href="${path}"><img src="${path}/small" width="${width}" height="${height}" loading="lazy" decoding="async" alt="${escaped(words.photo(what))}"></a>${isCaptioned ? `<small aria-hidden="true">${caption}</small>` : ''}</li>`;
  });
  return items.length === 0
    ? ''
    : `<ul class="photos" aria-label="${escaped(words.photos)}">${items.join('')}</ul>`;
}

/** The same as a part of a page. */
export const photoSection = (
  photos: readonly PublicPhoto[],
  language: PublicLanguage,
  pathOf: (photo: PublicPhoto) => string = publicPhotoPath,
): string =>
  photos.length === 0
    ? ''
    : `<h2>${escaped(PAGE_WORDS[language].photos)}</h2>${photoRow(photos, language, { isCaptioned: true, pathOf })}`;
