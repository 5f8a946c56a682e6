import type { Texts } from '../en/index.ts';

export const banner: Texts['banner'] = {
  joining: 'Sie treten bei …',
  unreachable: 'Der Server ist nicht erreichbar. Neuer Versuch …',
  reconnecting:
    'Die Verbindung zum Server ist unterbrochen und wird neu aufgebaut. Das Gespräch geht weiter.',
  logAway: 'Der Chat ruht: Der Server kann zurzeit keine Nachrichten speichern. Das Gespräch geht weiter.',
  soundBlocked: 'Der Browser hat den Ton nicht gestartet.',
  soundOn: 'Ton einschalten',
};
