import { defineErrors } from '../base/index.ts';

export const mediaErrors = defineErrors({
  MEDIA_RANGE_TOO_SMALL: { family: 'config', summary: 'A port range has too few ports.' },
  MEDIA_VALUE_UNUSABLE: {
    family: 'config',
    summary: 'A setting or secret holds characters that a config file cannot carry.',
  },
});
