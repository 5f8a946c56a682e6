import type { StoaError } from '../../base/index.ts';
import type { DecodedMessage } from '../codec/index.ts';
import { turnErrors, type TurnCode } from '../turn-errors.ts';

/** STUN error code (RFC 8489 §14.8, RFC 8656 §19) → our code and what to do about it. */
const byStunCode: Readonly<Record<number, readonly [TurnCode, string]>> = {
  300: ['TURN_ALTERNATE_SERVER', 'use the server it names, or clear alternate-server in its configuration'],
  401: ['TURN_UNAUTHORIZED', 'check user name, secret or password, and the clocks'],
  403: [
    'TURN_FORBIDDEN_PEER',
    'allow the peer in the server’s configuration (allowed-peer-ip), or choose another peer',
  ],
  437: [
    'TURN_ALLOCATION_MISMATCH',
    'use another local port; if it comes in the middle, the server restarted or something in between changed the port',
  ],
  438: [
    'TURN_STALE_NONCE',
    'set stale-nonce to some minutes; behind a load balancer keep each client on one server',
  ],
  441: [
    'TURN_ALLOCATION_MISMATCH',
    'another user still has an allocation from this address and port: use another local port',
  ],
  486: ['TURN_QUOTA', 'raise user-quota or total-quota, or find who leaves allocations behind'],
  508: ['TURN_OUT_OF_PORTS', 'widen min-port to max-port on the server (and in its firewall)'],
};

/** The error for an answer of class "error"; `details.stunCode` holds the number. */
export function responseError(message: DecodedMessage, where: string): StoaError<TurnCode> {
  const { code, reason: raw } = message.attributes.errorCode ?? { code: 0, reason: 'no ERROR-CODE' };
  // coturn counts its padding into the reason.
  const reason = raw.replace(/\0+$/, '');
  const [ours, hint] = byStunCode[code] ?? ['TURN_REFUSED', 'see the server’s log for the reason'];
  const { alternateServer: alternate, realm } = message.attributes;
  return turnErrors.make(ours, `${where} answered ${message.method} with ${code} ${reason}`.trimEnd(), {
    hint,
    details: {
      stunCode: code,
      reason,
      method: message.method,
      ...(alternate ? { alternate } : {}),
      ...(realm ? { realm } : {}),
    },
  });
}

/** The STUN code an error stands for; undefined when it comes from no answer. */
export function stunCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('details' in error)) return undefined;
  const details = error.details as { stunCode?: unknown } | undefined;
  return typeof details?.stunCode === 'number' ? details.stunCode : undefined;
}
