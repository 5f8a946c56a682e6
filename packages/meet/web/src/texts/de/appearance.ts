import type { Texts } from '../en/index.ts';

export const appearance: Texts['appearance'] = {
  language: 'Sprache',
  theme: 'Farben',
  themes: { system: 'Farben des Systems', light: 'Hell', dark: 'Dunkel' },
};
