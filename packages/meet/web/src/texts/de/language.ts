import type { Texts } from '../en/index.ts';

export const language: Texts['language'] = {
  label: 'Sprache',
};
