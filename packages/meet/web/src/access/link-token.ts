import type { SafeStorage } from '../base/index.ts';

const tokenPart = /^#(?:.*&)?token=([\w.-]{1,8192})(?:&|$)/;
const key = (room: string): string => `stoa.access.${room}`;

interface Place {
  readonly hash: string;
  readonly pathname: string;
  readonly search: string;
}

/**
 * Takes the token of a guest link out of the address bar and keeps it for this tab: it shall not be in the history,
 * in a copied address or in a screenshot. What stands behind the # was never sent to a server.
 * @param replace puts another address into the address bar without a new page
 * @returns whether there was one
 */
export function takeLinkToken(
  { hash, pathname, search }: Place,
  storage: SafeStorage,
  replace: (address: string) => void,
): boolean {
  const token = tokenPart.exec(hash)?.[1];
  const room = /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1];
  if (token === undefined || room === undefined) return false;
  storage.write(key(room), token);
  replace(pathname + search);
  return true;
}

/** The token that this tab has for a room; null: none. */
export function linkToken(storage: SafeStorage, room: string): string | null {
  return storage.read(key(room));
}
