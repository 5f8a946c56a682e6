import {
  bearerProtocol,
  closeCodes,
  subprotocol,
  serverMessageSchema,
  type ServerMessage,
} from '@stoa/protocol';
import { WebSocket, type RawData } from 'ws';
import { messageOf } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';
import { socketUrl } from './_urls.ts';

export interface SocketOptions {
  /** PEM of the CA that signed the backend's certificate; without it the system's roots count. */
  readonly ca?: string | undefined;
  readonly token?: string | undefined;
  readonly timeoutMs: number;
}

const tlsCode = /CERT|ISSUER|SELF_SIGNED|SIGNATURE|ERR_TLS|ERR_SSL|^EPROTO$/;

/** The code of a failed connection; Node wraps several tries (IPv6, IPv4) in an AggregateError. */
function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first ? String(first.code) : '';
}

/** True for failures of certificate verification or of the TLS handshake. */
function isTlsFailure(error: unknown): boolean {
  return tlsCode.test(codeOf(error));
}

function explain(base: string, error: unknown): Error {
  const code = codeOf(error);
  const why = messageOf(error) || code || 'connection failed';
  if (isTlsFailure(error)) {
    return callErrors.make('CALL_TLS_UNTRUSTED', `the certificate of ${base} cannot be trusted: ${why}`, {
      hint: 'give the CA that signed it (--ca), and check the name and dates of the certificate',
      cause: error,
      details: { url: base, code },
    });
  }
  return callErrors.make('CALL_BACKEND_UNREACHABLE', `cannot open a session at ${base}: ${why}`, {
    hint: 'check that a session backend runs there and that its /health/ready answers',
    cause: error,
    details: { url: base, code },
  });
}

/** Opens the WebSocket of a session backend. @throws CALL_BACKEND_UNREACHABLE, CALL_TLS_UNTRUSTED */
export function openSocket(base: string, options: SocketOptions): Promise<WebSocket> {
  const bearer = options.token === undefined ? [] : [bearerProtocol + options.token];
  const protocols = [subprotocol, ...bearer];
  const socket = new WebSocket(socketUrl(base), protocols, {
    handshakeTimeout: options.timeoutMs,
    perMessageDeflate: false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  return new Promise((resolve, reject) => {
    // Stays for the socket's life: an error without listener would end the process; `close` follows anyway.
    socket.on('error', (error) => reject(explain(base, error)));
    socket.once('open', () => resolve(socket));
  });
}

/** A server message, or undefined for one of a newer protocol that this client does not know. */
export function parseServerMessage(data: RawData): ServerMessage | undefined {
  let value: unknown;
  try {
    // `ws` hands out one Buffer for each message unless told otherwise.
    value = Buffer.isBuffer(data) ? JSON.parse(data.toString()) : undefined;
  } catch {
    return undefined;
  }
  const parsed = serverMessageSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

const finalCloses = new Set<number>([
  closeCodes.normal,
  closeCodes.replaced,
  closeCodes.badMessage,
  closeCodes.removed,
]);

/** True for closes after which coming back makes no sense. */
export function endsSession(code: number): boolean {
  return finalCloses.has(code);
}
