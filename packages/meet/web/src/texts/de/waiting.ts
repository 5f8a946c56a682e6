import type { Texts } from '../en/index.ts';

export const waiting: Texts['waiting'] = {
  title: 'Bitte warten',
  text: (room) => `Jemand in ${room} muss Sie einlassen. Diese Seite geht von selbst weiter.`,
  leave: 'Verlassen',
};
