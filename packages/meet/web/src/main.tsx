import './jitless.ts';
import { createRoot } from 'react-dom/client';
import { takeLinkToken } from './access/index.ts';
import { ownTheme, showTheme } from './appearance/index.ts';
import { safeStorage } from './base/index.ts';
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

const tabStorage = safeStorage(() => sessionStorage);
const takeToken = () =>
  takeLinkToken(location, tabStorage, (address) => history.replaceState(history.state, '', address));
takeToken();
// A link for the room that is open here only changes what stands behind the #.
addEventListener('hashchange', () => takeToken() && location.reload());

document.documentElement.lang = language;
showTheme(ownTheme.get(), document);
ownTheme.subscribe(() => showTheme(ownTheme.get(), document));
window.stoa = diagnosticsOf(() => presentCall.get());

const root = document.querySelector('#app');
if (root !== null) createRoot(root).render(<App />);
