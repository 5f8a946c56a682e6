export const appearance = {
  language: 'Language',
  theme: 'Colours',
  themes: { system: 'System colours', light: 'Light', dark: 'Dark' },
};
