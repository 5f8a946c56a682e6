export { LanguagePicker } from './language-picker.tsx';
export { Pickers } from './pickers.tsx';
export { ThemePicker } from './theme-picker.tsx';
