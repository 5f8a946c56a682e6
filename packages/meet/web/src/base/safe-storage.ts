/** Storage that forgets where the browser refuses to keep anything; nothing here ever throws. */
export interface SafeStorage {
  read(key: string): string | null;
  write(key: string, value: string): void;
  remove(key: string): void;
}

/** @param open where even naming the storage may throw: `() => localStorage` */
export function safeStorage(open: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): SafeStorage {
  function attempt<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch {
      return otherwise; // switched off, or full: the app works without
    }
  }
  return {
    read: (key) => attempt(() => open().getItem(key), null),
    write: (key, value) => attempt(() => open().setItem(key, value), undefined),
    remove: (key) => attempt(() => open().removeItem(key), undefined),
  };
}
