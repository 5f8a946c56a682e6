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
  screenOf: (name: string) => `Bildschirm von ${name}`,
  ownScreen: 'Ihr Bildschirm',
  stopScreenOf: (name: string) => `Bildschirm von ${name} beenden`,
  share: {
    share: 'Bildschirm teilen',
    stop: 'Bildschirm nicht mehr teilen',
    ask: 'Um das Teilen des Bildschirms bitten',
    withdraw: 'Bitte um das Teilen zurückziehen',
  },
  policy: 'Wer den Bildschirm teilen darf',
  policies: {
    everyone: 'Alle',
    approval: 'Wem die Moderation es erlaubt',
    moderators: 'Nur die Moderation',
  },
  asks: (name: string) => `${name} möchte den Bildschirm teilen.`,
  allow: (name: string) => `${name} erlauben`,
  deny: (name: string) => `${name} nicht erlauben`,
  dismiss: 'Diese Meldung schließen',
  problems: {
    'no-picture': 'Das System gibt kein Bild des Bildschirms her. Prüfen Sie die Rechte des Browsers.',
    refused:
      'Der Raum hat Ihren Bildschirm nicht angenommen. Vielleicht muss jemand anderes zuerst aufhören.',
    stopped: 'Ihr Bildschirm wurde von der Moderation beendet.',
  },
  quality: {
    good: 'Gute Verbindung',
    fair: 'Mäßige Verbindung',
    poor: 'Schlechte Verbindung',
  },
};
