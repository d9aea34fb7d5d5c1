import { noteActs } from '@bakeloop/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { PhoneLog } from './log/phone-log.js';
import { LogProvider } from './log/use-log.js';
import './styles/base.css';
import './styles/forms.css';
import './styles/pages.css';

// Ask the browser not to clear what is not sent yet when the phone runs low on space.
void navigator.storage?.persist?.();

noteActs(window);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <LogProvider log={new PhoneLog(window.localStorage)}>
      <App />
    </LogProvider>
  </StrictMode>,
);
