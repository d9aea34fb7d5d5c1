import '@bakeloop/ui/base.css';
import './page.css';
import './parts/marks.css';
import { noteActs, UiProvider } from '@bakeloop/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

noteActs(window);

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks the element #root');
createRoot(root).render(
  <StrictMode>
    <UiProvider>
      <App />
    </UiProvider>
  </StrictMode>,
);
