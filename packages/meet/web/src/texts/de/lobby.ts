import type { Texts } from '../en/index.ts';

export const lobby: Texts['lobby'] = {
  title: 'Bereit?',
  room: (room) => `Raum ${room}`,
  nameLabel: 'Ihr Name',
  join: 'Jetzt beitreten',
  preview: 'Vorschau Ihrer Kamera',
  asking: 'Bitte erlauben Sie den Zugriff auf Mikrofon und Kamera.',
  cameraOff: 'Ihre Kamera ist aus',
};
