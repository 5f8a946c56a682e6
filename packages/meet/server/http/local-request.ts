import type { IncomingMessage } from 'node:http';
import { addressKey, plainAddress } from '../guard/index.ts';

/**
 * Did the request come in over loopback and plain HTTP, and from this machine itself rather than through a proxy? A
 * name other than `localhost` means a proxy that hands the name on, or a foreign page whose name was made to point
 * here (DNS rebinding).
 */
export function isLocalRequest({ socket, headers }: IncomingMessage): boolean {
  const proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  if (proxied || 'encrypted' in socket || !namesThisMachine(headers.host)) return false;
  const [peer, own] = [socket.remoteAddress, socket.localAddress].map((text) => plainAddress(text ?? ''));
  return [peer, own].every(isLoopback);
}

function namesThisMachine(host = ''): boolean {
  return /^localhost(:\d+)?$/i.test(host) || isLoopback(plainAddress(host));
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && addressKey(address) === null;
}
