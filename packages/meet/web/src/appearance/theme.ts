import { createStore } from '../base/index.ts';
import type { SafeStorage, WritableStore } from '../base/index.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'stoa.theme';

/** The chosen theme as a store that writes itself down; `system` follows the system as it changes. */
export function createThemeChoice(storage: SafeStorage): WritableStore<Theme> {
  const stored = storage.read(key);
  const store = createStore<Theme>(themes.find((theme) => theme === stored) ?? 'system');
  store.subscribe(() => storage.write(key, store.get()));
  return store;
}

/** What {@link showTheme} changes of a document. */
export interface ThemedPage {
  readonly documentElement: { readonly dataset: Record<string, string | undefined> };
  querySelectorAll(selector: string): Iterable<Pick<Element, 'setAttribute'>>;
}

/** The style sheet does the rest, see base.css; a phone colours the bar around the page by the meta elements. */
export function showTheme(theme: Theme, page: ThemedPage): void {
  const { dataset } = page.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  for (const shade of ['light', 'dark'] as const) {
    const system = `(prefers-color-scheme: ${shade})`;
    const always = theme === shade ? 'all' : 'not all';
    for (const meta of page.querySelectorAll(`meta[name="theme-color"][data-shade="${shade}"]`)) {
      meta.setAttribute('media', theme === 'system' ? system : always);
    }
  }
}
