import type { Texts } from '../en/index.ts';

export const access: Texts['access'] = {
  signIn: 'Anmelden',
  signingIn: 'Sie werden angemeldet…',
  failed: 'Sie sind nicht angemeldet',
  problems: {
    refused: 'Die Anmeldung wurde abgelehnt oder abgebrochen.',
    lost: 'Diese Anmeldung wurde nicht in diesem Tab begonnen oder ist vorbei. Beginnen Sie sie von der Besprechung aus neu.',
    unreachable: 'Die Anmeldung konnte nicht beendet werden: Ihr Server ist nicht erreichbar.',
  },
  back: 'Zurück',
};
