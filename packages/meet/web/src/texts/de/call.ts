import type { Texts } from '../en/index.ts';

export const call: Texts['call'] = {
  controls: 'Steuerung des Gesprächs',
  people: (count) => (count === 1 ? '1 Person' : `${count} Personen`),
  tiles: 'Personen in diesem Gespräch',
  you: (name) => `${name} (Sie)`,
  muted: 'Mikrofon aus',
  connecting: 'Verbindung wird aufgebaut …',
  broken: 'Bild und Ton sind unterbrochen, neuer Versuch …',
  away: 'Kommt gleich wieder …',
  alone: 'Noch ist niemand sonst hier. Verschicken Sie den Link.',
  copyLink: 'Link kopieren',
  linkCopied: 'Link kopiert',
  copyFailed: 'Das Kopieren ist gesperrt: Kopieren Sie die Adresse aus der Adressleiste.',
  chat: 'Chat',
  unread: (count) => `Chat, ${count} ungelesen`,
  details: 'Verbindungsdetails',
  leave: 'Gespräch verlassen',
};
