import { safeStorage } from '../base/index.ts';
import { createThemeChoice } from './theme.ts';

export { showTheme, themes, type Theme } from './theme.ts';

/** The theme that was chosen in this browser. */
export const ownTheme = createThemeChoice(safeStorage(() => localStorage));
