import { createStore } from '../base/index.ts';
import type { Call } from './call.ts';

/** The call of this page, for the diagnostics; null before the first. */
export const presentCall = createStore<Call | null>(null);
