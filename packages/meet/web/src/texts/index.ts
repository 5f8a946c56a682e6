import { en } from './en.ts';
import type { Texts } from './en.ts';

const catalogues: Readonly<Record<string, Texts>> = { en };

/** The first of the wanted languages that there is, else English. */
export function chooseTexts(languages: readonly string[]): Texts {
  for (const language of languages) {
    const found = catalogues[language.split('-')[0] ?? ''];
    if (found !== undefined) return found;
  }
  return en;
}

export const texts = chooseTexts(typeof navigator === 'undefined' ? [] : navigator.languages);
export type { Texts };
