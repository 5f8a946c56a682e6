/** The part of sessionStorage that is used here. */
type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const key = (room: string): string => `stoa.resume.${room}`;

/**
 * The token lies in sessionStorage only while the page is gone (written at `pagehide`, taken at load), so that a
 * duplicated tab cannot carry the same participant.
 */
export function takeToken(storage: TokenStorage, room: string): string | null {
  try {
    const token = storage.getItem(key(room));
    storage.removeItem(key(room));
    return token;
  } catch {
    return null; // storage is switched off: the person joins anew
  }
}

export function keepToken(storage: TokenStorage, room: string, token: string | null): void {
  if (token === null) return;
  try {
    storage.setItem(key(room), token);
  } catch {
    // As above.
  }
}
