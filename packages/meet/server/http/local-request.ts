import type { IncomingMessage } from 'node:http';
import { addressKey, plainAddress } from '../guard/index.ts';

/** Did the request come in over loopback and plain HTTP, and from this machine itself rather than through a proxy? */
export function isLocalRequest({ socket, headers }: IncomingMessage): boolean {
  const proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  if (proxied || 'encrypted' in socket) return false;
  const [peer, own] = [socket.remoteAddress, socket.localAddress].map((text) => plainAddress(text ?? ''));
  return [peer, own].every((address) => address !== undefined && addressKey(address) === null);
}
