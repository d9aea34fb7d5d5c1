// First: see there.
import { opening } from './storage/opening.js';
import { noteActs } from '@bakeloop/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { expectLanguage, languageOf, speak } from './language/language.js';
import { wearTheme } from './phone/theme.js';
import { wearVoice } from './phone/voice.js';
import { LogProvider } from './log/use-log.js';
import { openStorage } from './storage/open.js';
import './styles/base.css';
import './styles/forms.css';
import './styles/pages.css';

noteActs(window);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
expectLanguage();
const { log, lost } = await openStorage(window.localStorage, opening);
// What somebody chose is known from here on.
wearTheme();
wearVoice();
// A language that cannot be had now is English.
await speak(languageOf(null));
createRoot(root).render(
  <StrictMode>
    <LogProvider log={log} lost={lost}>
      <App />
    </LogProvider>
  </StrictMode>,
);
