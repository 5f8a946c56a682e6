import type { Texts } from '../en/index.ts';

export const appearance: Texts['appearance'] = {
  language: 'Sprache',
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
};
