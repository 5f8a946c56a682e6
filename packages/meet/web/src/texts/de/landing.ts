import type { Texts } from '../en/index.ts';

export const landing: Texts['landing'] = {
  title: 'Von Angesicht zu Angesicht, auf eigenen Servern',
  lead: 'Öffnen Sie einen Raum und schicken Sie den Link an alle, die kommen sollen. Ohne Konto, ohne Installation.',
  start: 'Neue Besprechung',
  or: 'oder einem bekannten Raum beitreten',
  roomLabel: 'Name des Raums',
  roomHint: 'Kleinbuchstaben, Ziffern und Bindestriche',
  go: 'Zum Raum',
  badRoom: 'Ein Raumname besteht aus höchstens 64 Kleinbuchstaben, Ziffern und Bindestrichen.',
};
