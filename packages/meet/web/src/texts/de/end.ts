import type { Texts } from '../en/index.ts';

export const end: Texts['end'] = {
  left: 'Sie haben das Gespräch verlassen',
  leftText: 'Mit demselben Link können Sie jederzeit zurückkommen.',
  replaced: 'Dieses Gespräch geht in einem anderen Fenster weiter',
  replacedText: 'Sie sind an anderer Stelle als dieselbe Person beigetreten.',
  refused: 'Sie konnten nicht beitreten',
  kicked: 'Sie wurden aus dem Raum entfernt',
  denied: 'Sie wurden nicht eingelassen',
  ended: 'Das Gespräch ist beendet',
  endedText: 'Der Gastgeber hat es für alle beendet.',
  codes: {
    'room-full': 'Der Raum ist voll.',
    'rooms-full': 'Mehr Besprechungen fasst dieser Server gerade nicht. Versuchen Sie es später noch einmal.',
    'not-allowed': 'Sie dürfen diesem Raum nicht beitreten.',
    'auth-required':
      'Für diese Besprechung brauchen Sie eine Einladung oder ein Konto. Öffnen Sie sie mit dem Link, den Sie bekommen haben.',
    'auth-failed': 'Ihr Link oder Konto gilt nicht für diese Besprechung. Bitten Sie um einen neuen Link.',
    'auth-expired':
      'Ihr Link oder Ihre Anmeldung ist abgelaufen. Bitten Sie um einen neuen Link, oder melden Sie sich erneut an.',
    other: (code) => `Der Server hat abgelehnt (${code}).`,
  },
  rejoin: 'Wieder beitreten',
  home: 'Startseite',
};
