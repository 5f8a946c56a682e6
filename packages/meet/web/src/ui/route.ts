import { roomId } from '@stoa/protocol';
import { signedInPath } from '../access/index.ts';

export type Route =
  | { readonly page: 'landing' }
  | { readonly page: 'room'; readonly room: string }
  | { readonly page: 'bad-room' }
  | { readonly page: 'signed-in' };

/** `/r/<room>` is a room, `/signed-in` where people come back to from their accounts; everything else the landing page. */
export function routeOf(pathname: string): Route {
  if (pathname === signedInPath) return { page: 'signed-in' };
  const match = /^\/r\/([^/]+)\/?$/.exec(pathname);
  if (match === null) return { page: 'landing' };
  const room = normaliseRoom(match[1] ?? '');
  return room === null ? { page: 'bad-room' } : { page: 'room', room };
}

/** What a person typed as a room name, made into one where the meaning is clear; else null. */
export function normaliseRoom(text: string): string | null {
  const room = text.trim().toLowerCase().replaceAll(/\s+/g, '-');
  return roomId.safeParse(room).success ? room : null;
}

export function roomPath(room: string): string {
  return `/r/${room}`;
}
