import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { languageOf, speak } from './language/language.js';
import { wearTheme } from './phone/theme.js';
import { wearVoice } from './phone/voice.js';
import { PhoneLog } from './log/phone-log.js';
import { LogProvider } from './log/use-log.js';
import './styles/base.css';
import './styles/forms.css';
import './styles/pages.css';

// Ask the browser not to clear what is not sent yet when the phone runs low on space.
void navigator.storage?.persist?.();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
wearTheme();
wearVoice();
// A language that cannot be had now is English.
await speak(languageOf(null));
createRoot(root).render(
  <StrictMode>
    <LogProvider log={new PhoneLog(window.localStorage)}>
      <App />
    </LogProvider>
  </StrictMode>,
);
