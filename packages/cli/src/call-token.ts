import { signGuestToken } from '@stoa/toolkit/config';

const lifetimeMs = 3_600_000;

/**
 * Makes guest tokens for synthetic participants, so that a call also works where tokens are needed. As co-hosts they
 * neither wait to be let in nor take a room from its host.
 */
export function callToken(guestSecret: string): (room: string) => string {
  return (room) => signGuestToken({ room, role: 'cohost', expiresAt: Date.now() + lifetimeMs }, guestSecret);
}
