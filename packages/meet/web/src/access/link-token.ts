import type { SafeStorage } from '../base/index.ts';

const tokenPart = /^#(?:.*&)?token=([\w.-]{1,8192})(?:&|$)/;
const accountKey = 'stoa.account';
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

/** Keeps the token of an account, for every room. */
export function keepToken(storage: SafeStorage, token: string): void {
  storage.write(accountKey, token);
}

/** The token that this tab has for a room: a link's own, else that of the account; null: none. */
export function accessToken(storage: SafeStorage, room: string): string | null {
  return storage.read(key(room)) ?? storage.read(accountKey);
}

/** Before somebody signs in: what they had was not good enough. */
export function forgetTokens(storage: SafeStorage, room: string): void {
  storage.remove(key(room));
  storage.remove(accountKey);
}
