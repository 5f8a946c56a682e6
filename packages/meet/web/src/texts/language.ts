import type { SafeStorage } from '../base/index.ts';

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** Each in its own words, so that everyone finds theirs. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

const key = 'stoa.language';

export interface LanguagePreferences {
  /** `?lang=de` of the address. */
  readonly asked: string | null;
  readonly stored: string | null;
  /** Of the browser, best first. */
  readonly browser: readonly string[];
}

export function readPreferences(storage: SafeStorage): LanguagePreferences {
  const inBrowser = typeof location !== 'undefined';
  return {
    asked: inBrowser ? new URLSearchParams(location.search).get('lang') : null,
    stored: storage.read(key),
    browser: inBrowser ? navigator.languages : [],
  };
}

/** The address before the stored choice before the browser's languages; English where none fits. Pure. */
export function chooseLanguage({ asked, stored, browser }: LanguagePreferences): Language {
  for (const wanted of [asked, stored, ...browser]) {
    const primary = wanted?.split('-')[0]?.toLowerCase();
    const found = languages.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** How dates and numbers are written: as the browser has it, if that is in the page's language. Pure. */
export function localeFor(language: Language, browser: readonly string[]): string {
  return browser.find((one) => one.split('-')[0]?.toLowerCase() === language) ?? language;
}

export function storeLanguage(storage: SafeStorage, language: Language): void {
  storage.write(key, language);
}
