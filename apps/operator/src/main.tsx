import { noteActs } from '@bakeloop/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { languageOf, speak } from './language/language.js';
import { wearTheme } from './phone/theme.js';
import { wearVoice } from './phone/voice.js';
import { loadPages } from './lazy-page.js';
import { LogProvider } from './log/use-log.js';
import { openStorage } from './storage/open.js';
import { keepAppOnPhone } from './updates/updates.js';
import './styles/base.css';
import './styles/forms.css';
import './styles/pages.css';

noteActs(window);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
const { log, lost } = await openStorage(window.localStorage);
// What somebody chose is known from here on.
wearTheme();
wearVoice();
// A browser that lets no page keep itself goes on with what it loads.
keepAppOnPhone().catch(() => undefined);
// A language that cannot be had now is English.
await speak(languageOf(null));
createRoot(root).render(
  <StrictMode>
    <LogProvider log={log} lost={lost}>
      <App />
    </LogProvider>
  </StrictMode>,
);
loadPages();
