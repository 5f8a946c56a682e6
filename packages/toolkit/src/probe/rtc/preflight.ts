import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { IceServer } from '@stoa/protocol';
import { messageOf } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';
import { isTlsFailure } from '../session/index.ts';
import { relayFor, type CallPath } from './paths.ts';

/**
 * Opens and closes a connection to the TURN server of a path over TCP or TLS, because werift does not say why it got
 * no relay and retries a refused connection for ever. UDP has no connection to try.
 * @throws CALL_NO_RELAY, CALL_TLS_UNTRUSTED, CALL_RELAY_FAILED
 */
export async function checkRelayReachable(
  path: CallPath,
  iceServers: readonly IceServer[],
  ca: string | undefined,
  timeoutMs = 5_000,
): Promise<void> {
  if (path === 'direct') return;
  const { url, host, port, transport } = relayFor(path, iceServers);
  if (transport === 'udp') return;
  try {
    await new Promise<void>((resolve, reject) => {
      const socket =
        transport === 'tcp'
          ? connectTcp({ host, port }, resolve)
          : connectTls({ host, port, ca, ...(isIP(host) === 0 ? { servername: host } : {}) }, resolve);
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      socket.once('error', reject).once('close', () => reject(new Error('the connection was closed')));
      socket.once(transport === 'tcp' ? 'connect' : 'secureConnect', () => socket.destroy());
    });
  } catch (cause) {
    const why = messageOf(cause);
    if (isTlsFailure(cause)) {
      throw callErrors.make('CALL_TLS_UNTRUSTED', `the certificate of ${url} cannot be trusted: ${why}`, {
        hint: 'give the CA that signed it (--ca), and check the name and dates of the certificate',
        cause,
        details: { url },
      });
    }
    throw callErrors.make('CALL_RELAY_FAILED', `the TURN server ${url} cannot be reached: ${why}`, {
      hint: `find out why with: stoa turn check "${url}"`,
      cause,
      details: { url, path },
    });
  }
}
