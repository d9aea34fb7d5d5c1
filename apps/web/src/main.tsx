import '@bakeloop/ui/base.css';
import './page.css';
// What comes with the page is styled before its script has drawn anything.
import './before-script.css';
import './pages/home/home.css';
import './parts/marks.css';
import { noteActs, UiProvider } from '@bakeloop/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { shownAtFirst } from './data/shown.js';

noteActs(window);
// Whoever came for English stays with it: addresses that name no language are answered in the one that was chosen.
if (new URLSearchParams(location.search).get('lang') === 'en')
  document.cookie = 'bakeloop-lang=en; path=/; max-age=31536000; samesite=lax';

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
// The numbers that came with the page stay until the page that goes on from them is here.
if (shownAtFirst()) await import('./pages/home/home-page.js').catch(() => undefined);
createRoot(root).render(
  <StrictMode>
    <UiProvider>
      <App />
    </UiProvider>
  </StrictMode>,
);
