import type { Texts } from '../en/index.ts';

export const deviceChoice: Texts['deviceChoice'] = {
  heading: 'Ihre Geräte',
  microphone: 'Mikrofon',
  camera: 'Kamera',
  speaker: 'Lautsprecher',
  systemDefault: 'Wie im System eingestellt',
  audioMenu: 'Mikrofon und Lautsprecher wählen',
  cameraMenu: 'Kamera wählen',
  flip: 'Kamera wenden',
  offer: (label: string) => `${label} wurde angeschlossen.`,
  use: 'Verwenden',
  spareCamera: (label: string) => `Es gibt noch eine Kamera: ${label}.`,
  level: 'Mikrofonpegel',
  levelMuted: 'Ihr Mikrofon ist aus',
  testSound: 'Testton abspielen',
  playing: 'Wird abgespielt …',
  soundFailed: 'Der Ton konnte auf diesem Lautsprecher nicht abgespielt werden.',
  failed: (label: string) => `${label} ließ sich nicht starten. Das bisherige Gerät läuft weiter.`,
  fellBack: (label: string) => `Das Mikrofon wurde getrennt. Jetzt in Gebrauch: ${label}.`,
};
