import './jitless.ts';
import { createRoot } from 'react-dom/client';
import { ownTheme, showTheme } from './appearance/index.ts';
import { diagnosticsOf, presentCall } from './call/index.ts';
import type { Diagnostics } from './call/index.ts';
import { language } from './texts/index.ts';
import { App } from './ui/app.tsx';
import './styles/base.css';
import './styles/pages.css';
import './styles/devices.css';
import './styles/call.css';
import './styles/panels.css';
import './styles/connection-test.css';
import './styles/settings.css';
import './styles/people.css';
import './styles/overlays.css';
import './styles/stage.css';

declare global {
  interface Window {
    /** See {@link Diagnostics}. */
    stoa: Diagnostics;
  }
}

document.documentElement.lang = language;
showTheme(ownTheme.get(), document);
ownTheme.subscribe(() => showTheme(ownTheme.get(), document));
window.stoa = diagnosticsOf(() => presentCall.get());

const root = document.querySelector('#app');
if (root !== null) createRoot(root).render(<App />);
