import type { Texts } from '../en/index.ts';

export const shortcuts: Texts['shortcuts'] = {
  open: 'Tastenkürzel',
  title: 'Tastenkürzel',
  close: 'Schließen',
  actions: {
    microphone: 'Mikrofon ein- oder ausschalten',
    camera: 'Kamera ein- oder ausschalten',
    screen: 'Bildschirm teilen oder damit aufhören',
    hand: 'Hand heben oder senken',
    reactions: 'Reaktion wählen',
    chat: 'Chat öffnen oder schließen',
    people: 'Personenliste öffnen oder schließen',
    layout: 'Nächste Anordnung',
    details: 'Verbindungsdetails öffnen oder schließen',
    leave: 'Gespräch verlassen',
    help: 'Diese Liste zeigen',
  },
  talk: 'Stumm geschaltet sprechen, solange die Taste gedrückt ist',
  space: 'Leertaste',
  use: 'Tastenkürzel benutzen',
  off: 'Diese Tasten bewirken nichts, bis Sie sie wieder einschalten.',
};
