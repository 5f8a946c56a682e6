import { createStore, safeStorage } from '../../base/index.ts';
import type { SafeStorage, WritableStore } from '../../base/index.ts';

const key = 'stoa.shortcuts';

/** Whether single keys do something; whoever types by voice has to be able to switch them off (WCAG 2.1.4). */
export function createShortcutChoice(storage: SafeStorage): WritableStore<boolean> {
  const store = createStore(storage.read(key) !== 'off');
  store.subscribe(() => storage.write(key, store.get() ? 'on' : 'off'));
  return store;
}

/** The choice of this browser. */
export const shortcutsOn = createShortcutChoice(safeStorage(() => localStorage));
