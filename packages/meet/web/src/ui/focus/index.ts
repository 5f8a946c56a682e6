export { useKeptFocus } from './use-kept-focus.ts';
