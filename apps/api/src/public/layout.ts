import { PUBLIC_LANGUAGES, type PublicLanguage } from '@bakeloop/contracts';
import { escaped } from './html.js';
import { PAGE_WORDS } from './page-words.js';

const LANGUAGE_NAMES: Record<PublicLanguage, string> = { en: 'English', nl: 'Nederlands' };

export interface PublicPage {
  language: PublicLanguage;
  title: string;
  description: string;
  /** Of the page, with its first slash. */
  path: string;
  /** Where people find this Bakeloop. */
  origin: string;
  /** Path of the picture that others show with a link to it. */
  image: string;
  /** Inside of `<main>`, HTML. */
  body: string;
  /** A page that only those find who have its address. */
  isHidden?: boolean;
  /** Where the page hears that it has changed, or is over. */
  live?: string;
}

/** A page that is whole without any script. What is put in is HTML in `body` alone. */
export function publicPage({
  language,
  title,
  description,
  path,
  origin,
  image,
  body,
  ...o
}: PublicPage): string {
  const words = PAGE_WORDS[language];
  const at = (to: PublicLanguage) => `${path}${path.includes('?') ? '&' : '?'}lang=${to}`;
  const pages = [
    ['/', words.home],
    ['/stories', words.stories],
    ['/method', words.method],
    ['/check', words.check],
    ['/changes', words.changes],
    ['/share', words.share],
  ] as const;
  const links = pages
    .map(
      ([to, name]) =>
        `<a href="${to}?lang=${language}"${to === path ? ' aria-current="page"' : ''}>${escaped(name)}</a>`,
    )
    .join('');
  const languages = PUBLIC_LANGUAGES.map(
    (one) =>
      `<a href="${escaped(at(one))}" lang="${one}" hreflang="${one}"${one === language ? ' aria-current="true"' : ''}>${LANGUAGE_NAMES[one]}</a>`,
  ).join('');
  const alternates = o.isHidden
    ? '<meta name="robots" content="noindex">'
    : [
        `<link rel="canonical" href="${escaped(origin + at(language))}">`,
        ...PUBLIC_LANGUAGES.map(
          (one) => `<link rel="alternate" hreflang="${one}" href="${escaped(origin + at(one))}">`,
        ),
        `<link rel="alternate" hreflang="x-default" href="${escaped(origin + path)}">`,
      ].join('\n');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · Bakeloop</title>
<meta name="description" content="${escaped(description)}">
${alternates}
${ogTags({ language, title, description, url: origin + path, image: origin + image })}
<link rel="stylesheet" href="/embed/tokens.css">
<link rel="stylesheet" href="/embed/page.css">
${o.live === undefined ? '' : `<script src="/embed/follow.js" data-live="${escaped(o.live)}" defer></script>`}
</head>
<body>
<a class="skip" href="#page">${escaped(words.skip)}</a>
<header class="bar"><a class="mark" href="/?lang=${language}">Bakeloop</a><nav aria-label="${escaped(words.pages)}">${links}</nav><nav class="languages" aria-label="${escaped(words.language)}">${languages}</nav></header>
<main id="page" class="page" tabindex="-1">
${body}
</main>
<footer><p>${escaped(words.foot)}</p><p><a href="/reference?lang=${language}">${escaped(words.reference)}</a> <a href="/permissions?lang=${language}">${escaped(words.permissions)}</a> <a href="/open/?lang=${language}">${escaped(words.openData)}</a> <a href="/api/docs" hreflang="en">API</a> <a href="/sign-in?lang=${language}">${escaped(words.signIn)}</a></p></footer>
</body>
</html>
`;
}

/** What others show with a link to the page. */
export function ogTags(o: {
  language: PublicLanguage;
  title: string;
  description: string;
  url: string;
  image: string;
}): string {
  const tags = [
    ['og:type', 'website'],
    ['og:site_name', 'Bakeloop'],
    ['og:title', o.title],
    ['og:description', o.description],
    ['og:url', o.url],
    ['og:locale', o.language === 'nl' ? 'nl_NL' : 'en_GB'],
    ['og:image', o.image],
    ['og:image:width', '1200'],
    ['og:image:height', '630'],
    ['og:image:alt', o.description],
  ] as const;
  return [
    ...tags.map(([name, text]) => `<meta property="${name}" content="${escaped(text)}">`),
    '<meta name="twitter:card" content="summary_large_image">',
  ].join('\n');
}
