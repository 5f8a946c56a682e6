import type { Texts } from '../en/index.ts';

export const room: Texts['room'] = {
  settings: 'Raum',
  locked: 'Raum abschließen',
  lockedHint: 'Niemand Neues kommt herein.',
  waitingRoom: 'Warteraum',
  waitingRoomHint: 'Neue warten, bis jemand von der Leitung sie einlässt.',
  passcode: 'Kennwort',
  passcodeOn: 'Neue werden nach einem Kennwort gefragt.',
  passcodeOff: 'Neue kommen ohne Kennwort herein.',
  passcodeNew: 'Neues Kennwort',
  setPasscode: 'Kennwort setzen',
  removePasscode: 'Kennwort entfernen',
  marks: {
    locked: 'Der Raum ist abgeschlossen',
    waitingRoom: 'Der Warteraum ist an',
    passcode: 'Der Raum hat ein Kennwort',
  },
  door: {
    title: 'Dieser Raum hat ein Kennwort',
    text: (name) => `Wer Sie zu ${name} eingeladen hat, kennt es.`,
    wrong: 'Dieses Kennwort stimmt nicht.',
    label: 'Kennwort',
    join: 'Beitreten',
    locked:
      'Der Raum ist abgeschlossen. Bitten Sie jemanden darin, ihn zu öffnen, und versuchen Sie es wieder.',
    again: 'Erneut versuchen',
  },
  leaving: {
    title: 'Gespräch verlassen?',
    text: 'Sie sind Gastgeber. Wählen Sie, wer es nach Ihnen wird.',
    next: 'Neuer Gastgeber',
    leave: 'Verlassen',
    end: 'Für alle beenden',
    cancel: 'Abbrechen',
  },
};
