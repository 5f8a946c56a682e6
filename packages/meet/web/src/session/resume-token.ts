import type { SafeStorage } from '../base/index.ts';

const key = (room: string): string => `stoa.resume.${room}`;

/**
 * The token lies in the tab's storage only while the page is gone (written at `pagehide`, taken at load), so that a
 * duplicated tab cannot carry the same participant.
 */
export function takeToken(storage: SafeStorage, room: string): string | null {
  const token = storage.read(key(room));
  storage.remove(key(room));
  return token;
}

export function keepToken(storage: SafeStorage, room: string, token: string | null): void {
  if (token !== null) storage.write(key(room), token);
}
