import type { Texts } from '../en/index.ts';

export const chat: Texts['chat'] = {
  title: 'Chat',
  close: 'Chat schließen',
  empty: 'Noch keine Nachrichten.',
  log: 'Nachrichten',
  placeholder: 'Nachricht schreiben',
  send: 'Nachricht senden',
  sending: 'Wird gesendet …',
  retry: 'Erneut senden',
  discard: 'Verwerfen',
  full: 'Zu viele Nachrichten warten auf das Senden. Versuchen Sie es wieder, wenn einige weg sind.',
  to: 'An',
  everyone: 'Alle',
  privateTo: (name) => `Privat, an ${name}`,
  privateToYou: 'Privat, an Sie',
  left: 'jemanden, der nicht mehr hier ist',
  delete: 'Nachricht löschen',
  deleteDialog: {
    title: 'Diese Nachricht löschen?',
    text: 'Sie verschwindet bei allen.',
    confirm: 'Löschen',
  },
  failed: {
    'no-such-participant': 'Diese Person ist nicht mehr hier.',
    'log-unavailable': 'Nicht gespeichert: Der Server kann zurzeit keine Nachrichten speichern.',
    timeout: 'Der Server hat nicht geantwortet.',
    'too-many': 'Zu viele Nachrichten in kurzer Zeit.',
    unconfirmed: 'Sie sind neu beigetreten; ob die Nachricht gespeichert wurde, ist nicht bekannt.',
    other: 'Nicht gesendet.',
  },
};
