import type { Texts } from '../en/index.ts';

export const devices: Texts['devices'] = {
  muteMicrophone: 'Mikrofon ausschalten',
  unmuteMicrophone: 'Mikrofon einschalten',
  stopCamera: 'Kamera ausschalten',
  startCamera: 'Kamera einschalten',
};
