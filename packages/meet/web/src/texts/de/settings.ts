import type { Texts } from '../en/index.ts';

export const settings: Texts['settings'] = {
  open: 'Einstellungen',
  title: 'Einstellungen',
  close: 'Schließen',
  devices: 'Geräte',
  sound: 'Ton',
  picture: 'Bild',
  look: 'Darstellung',
  you: 'Sie',
  name: 'Ihr Name',
  nameHint: 'Gilt, wenn Sie das nächste Mal beitreten.',
  echoCancellation: 'Echo entfernen',
  noiseSuppression: 'Hintergrundgeräusche dämpfen',
  autoGainControl: 'Lautstärke selbsttätig anpassen',
  mirror: 'Eigenes Bild spiegeln (andere sehen es, wie es ist)',
  quality: 'Gesendetes Bild',
  qualities: {
    standard: 'Volle Qualität',
    medium: 'Mittel: bis 0,6 Mbit/s',
    saver: 'Daten sparen: bis 0,15 Mbit/s',
  },
};
