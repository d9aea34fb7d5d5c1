import '@bakeloop/ui/base.css';
import './page.css';
// What comes with the page is styled before its script has drawn anything.
import './before-script.css';
import './pages/home/home.css';
import './parts/marks.css';
import { LANGUAGE_COOKIE, publicLanguage } from '@bakeloop/contracts';
import { createQueryClient, noteActs, UiProvider } from '@bakeloop/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, startPage } from './app.js';
import { speak } from './data/frame-words.js';
import { languageOf } from './data/language.js';
import { shownAtFirst } from './data/shown.js';
import { sessionQuery } from './data/use-session.js';

noteActs(window);
// Whoever came in a language stays with it: addresses that name none are answered in the one that was chosen.
const chosen = publicLanguage(new URLSearchParams(location.search).get('lang'));
if (chosen !== undefined)
  document.cookie = `${LANGUAGE_COOKIE}=${chosen}; path=/; max-age=31536000; samesite=lax`;

/** So long a page that is to be drawn waits for who looks, ms: else it is drawn twice, the first time without anything in it. */
const MOST_MS = 300;

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
// The page and who looks are asked for side by side, before anything is drawn.
const queries = createQueryClient();
const session = queries.prefetchQuery(sessionQuery);
const page = startPage(location.pathname).catch(() => undefined);
// The numbers that came with the page stay until the page that goes on from them is here.
if (shownAtFirst()) await page;
else
  await Promise.race([
    Promise.all([page, session]),
    new Promise((resolve) => {
      setTimeout(resolve, MOST_MS);
    }),
  ]);
await speak(languageOf(location.search, document.cookie, navigator.languages)).catch(() => undefined);
createRoot(root).render(
  <StrictMode>
    <UiProvider queries={queries}>
      <App />
    </UiProvider>
  </StrictMode>,
);
