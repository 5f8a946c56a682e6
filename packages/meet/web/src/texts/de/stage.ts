import type { Texts } from '../en/index.ts';

export const stage: Texts['stage'] = {
  switchTo: {
    grid: 'Alle gleich groß zeigen',
    speaker: 'Wer spricht, groß zeigen',
    side: 'Die anderen an der Seite zeigen',
  },
  pin: (name: string) => `${name} anheften`,
  unpin: (name: string) => `${name} lösen`,
  pages: 'Seiten',
  page: (page: number, pages: number) => `Seite ${page} von ${pages}`,
  previous: 'Vorige Seite',
  next: 'Nächste Seite',
  quality: {
    good: 'Gute Verbindung',
    fair: 'Mäßige Verbindung',
    poor: 'Schlechte Verbindung',
  },
};
