import { safeStorage } from '../base/index.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { Texts } from './en/index.ts';
import { chooseLanguage, localeFor, readPreferences } from './language.ts';
import type { Language } from './language.ts';

export const catalogues: Readonly<Record<Language, Texts>> = { en, de };

const preferences = readPreferences(safeStorage(() => localStorage));

/** Of this page. A change takes effect when the page is loaded again, which must not happen in a call. */
export const language = chooseLanguage(preferences);
/** For dates and numbers. */
export const locale = localeFor(language, preferences.browser);
export const texts = catalogues[language];

export { languages, languageNames, storeLanguage, type Language } from './language.ts';
export type { Texts };
