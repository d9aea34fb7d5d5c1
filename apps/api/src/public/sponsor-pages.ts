import { publicPhotoPath, type PublicLanguage, type SponsorView } from '@bakeloop/contracts';
import { escaped } from './html.js';
import { publicPage } from './layout.js';
import { kilogramsOf } from './masses.js';
import { PAGE_WORDS } from './page-words.js';
import { allocations, headline, sponsorBatches, sponsorNumber } from './shared-page.js';
import { minuteOf, WORDS } from './words.js';

interface Made {
  language: PublicLanguage;
  origin: string;
  at: Date;
  isDemo: boolean;
}

type Summary = Pick<SponsorView, 'id' | 'name' | 'figure'>;

const sponsorPath = (id: string, language: PublicLanguage): string =>
  `/sponsors/${encodeURIComponent(id)}?lang=${language}`;

/** What goes before and after what is of a sponsor. */
function framed(
  { language, origin, at, isDemo }: Made,
  page: { title: string; description: string; path: string; body: string },
): string {
  const words = PAGE_WORDS[language].sponsors;
  return publicPage({
    ...page,
    language,
    origin,
    image: `/cards/portfolio.png?lang=${language}`,
    isHidden: true,
    body: `${isDemo ? `<p class="demo">${escaped(WORDS[language].demo)}.</p>` : ''}${page.body}
<p class="quiet"><time datetime="${at.toISOString()}">${escaped(WORDS[language].asOf(minuteOf(at, language)))}</time></p>
<p><a href="${escaped(page.path)}">${escaped(words.inApp)}</a></p>`,
  });
}

/** The sponsors whose shares somebody may see, whole without script. */
export function sponsorsPage(made: Made, sponsors: readonly Summary[]): string {
  const { language } = made;
  const words = PAGE_WORDS[language].sponsors;
  const rows = sponsors.map(
    ({ id, name, figure }) =>
      `<li><a href="${sponsorPath(id, language)}">${escaped(name)}</a><span class="mass">${kilogramsOf(figure.standingGrams, language)}</span></li>`,
  );
  return framed(made, {
    title: words.title,
    description: words.lead,
    path: '/sponsors',
    body: `<h1>${escaped(words.title)}</h1><p class="lead">${escaped(words.lead)}</p>${rows.length === 0 ? `<p>${escaped(words.none)}</p>` : `<ul class="kitchens">${rows.join('')}</ul>`}`,
  });
}

/** What is allocated to one sponsor, followed to where it is. */
export function sponsorPage(made: Made, sponsor: SponsorView): string {
  const { language } = made;
  const words = PAGE_WORDS[language];
  return framed(made, {
    title: sponsor.name,
    description: headline({ sponsor, figures: new Map() }, language).text,
    path: `/sponsors/${encodeURIComponent(sponsor.id)}`,
    body: `<p class="quiet"><a href="/sponsors?lang=${language}">${escaped(words.sponsors.title)}</a></p><h1>${escaped(sponsor.name)}</h1>
${sponsorNumber(sponsor, language)}${sponsorBatches(sponsor, language, publicPhotoPath)}${allocations(sponsor, language)}
<h2>${escaped(words.link.how)}</h2><p>${escaped(`${words.link.howText} ${words.link.howShares}`)} <a href="/check?lang=${language}">${escaped(words.checking.title)}</a>.</p>`,
  });
}
