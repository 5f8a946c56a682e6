import { safeStorage } from '../base/index.ts';
import { createSettings } from './settings.ts';

export { createSettings, defaultSettings, sendLimits } from './settings.ts';
export type { Quality, Settings } from './settings.ts';

/** The settings of this browser. */
export const ownSettings = createSettings(safeStorage(() => localStorage));
