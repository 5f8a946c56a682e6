import { messageOf, StoaError } from '../../base/index.ts';
import { TurnClient } from '../../turn/index.ts';
import { callErrors } from '../probe-errors.ts';
import { relayFor } from './paths.ts';
import type { PeerOptions } from './peer.ts';

/** A server on the way that has not answered by then is as good as none, ms. */
const limitMs = 5_000;

/**
 * Takes a relay address of a path's TURN server and gives it back, by our own client: werift does not say why it got
 * none, and takes its time.
 * @throws CALL_NO_RELAY, CALL_TLS_UNTRUSTED, CALL_RELAY_FAILED
 */
export async function checkRelay(options: Omit<PeerOptions, 'useStun'>): Promise<void> {
  const { path, iceServers, ca, address } = options;
  if (path === 'direct') return;
  const { url, server, username, credential } = relayFor(path, iceServers);
  try {
    await using client = await TurnClient.connect({
      server,
      credentials: { username, password: credential },
      connectTimeoutMs: limitMs,
      timers: { limitMs },
      ...(ca === undefined ? {} : { tls: { ca } }),
      ...(address === undefined || path !== 'udp' ? {} : { localAddress: address }),
    });
    await client.allocate();
  } catch (cause) {
    const turnCode = cause instanceof StoaError ? cause.code : '';
    const code = turnCode.startsWith('TURN_TLS_') ? 'CALL_TLS_UNTRUSTED' : 'CALL_RELAY_FAILED';
    throw callErrors.make(code, `no relay address from ${url}: ${messageOf(cause)}`, {
      hint: `find out more with: stoa turn check "${url}"`,
      cause,
      details: { url, path, turnCode },
    });
  }
}
