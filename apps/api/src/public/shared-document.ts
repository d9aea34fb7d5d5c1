import type { PublicLanguage } from '@bakeloop/contracts';
import type { OpenSharedLink } from '@bakeloop/db';
import { INK, onPaper, QUIET } from '../reports/paper.js';
import { kilogramsOf } from './masses.js';
import { PAGE_WORDS } from './page-words.js';
import type { Entered } from './shared-door.guard.js';
import { headline, type SharedView } from './shared-page.js';
import { dayOf, minuteOf, SHOWN_METRICS, WORDS, writeFigure } from './words.js';

/**
 * Under which a drawn document is kept: what it says, of which minute it says so. So it is as of the same as the page beside
 * it, and a crowd has one drawn a minute. @param sign of the view
 */
export const documentKey = (
  { link, language }: { link: Pick<OpenSharedLink, 'id'>; language: PublicLanguage },
  { at }: Pick<SharedView, 'at'>,
  sign: string,
): string => [link.id, language, minuteOf(at, language), sign].join(' ');

/** What a link shows, as a tagged PDF to take into a meeting. */
export function sharedDocument(
  { link, language, origin }: Pick<Entered, 'link' | 'language' | 'origin'>,
  view: SharedView,
): Promise<Buffer> {
  const words = PAGE_WORDS[language];
  const asOf = WORDS[language].asOf(minuteOf(view.at, language));
  const foot = `Bakeloop · ${asOf} · {page} / {pages}`;
  return onPaper({ language, title: link.title, madeAt: view.at, publicUrl: origin, foot }, (paper) => {
    paper.say('H1', link.title, 'strong', 24, INK, 2);
    const until = dayOf(link.expiresAt.toISOString(), language);
    paper.say('P', words.link.by(link.organisation, until), 'text', 11, QUIET, 10);
    if (view.demo) paper.say('P', WORDS[language].demo, 'strong', 11, INK, 8);
    const { value, unit, means, bound } = headline(view, language);
    paper.say('P', `${value} ${unit}`.trim(), 'strong', 32, INK, 0);
    paper.say('P', means, 'strong', 13, INK, 2);
    if (bound !== null) paper.say('P', bound, 'text', 10.5, QUIET, 6);
    if (view.sponsor === null)
      for (const metric of SHOWN_METRICS.slice(1)) {
        const figure = writeFigure(view, metric, language);
        paper.line([{ text: `${figure.value} ${figure.unit} ${figure.means}`, href: null }], 2);
      }
    else if (view.sponsor.batches.length > 0) {
      paper.space(6);
      paper.say('H2', words.link.batches, 'strong', 13, INK, 1);
      for (const { day, kitchenName, batchId, productName, standingGrams } of view.sponsor.batches) {
        const when = day === null ? '–' : dayOf(day, language);
        const what = [kitchenName, batchId, productName ?? '–', kilogramsOf(standingGrams, language)].join(
          ' · ',
        );
        paper.line([{ text: `${when}: ${what}`, href: null }], 2);
      }
    }
    paper.keepTogether();
    paper.space(8);
    paper.say('H2', words.link.how, 'strong', 13, INK, 1);
    const how = view.sponsor === null ? words.link.howText : `${words.link.howText} ${words.link.howShares}`;
    paper.line(
      [
        { text: `${how} `, href: null },
        { text: words.checking.title, href: `/check?lang=${language}` },
      ],
      4,
    );
    paper.say('P', asOf, 'text', 9, QUIET, 0);
  });
}
