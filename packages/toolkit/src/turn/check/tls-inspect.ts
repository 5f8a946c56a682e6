import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { openTcp, openTls, type ConnectOptions } from '../client/index.ts';
import type { TurnUrl } from '../url.ts';
import type { TlsReport } from './report.ts';

const nameOf = (entity: PeerCertificate['subject'] | undefined): string =>
  [entity?.CN ?? entity?.O ?? 'unnamed'].flat().join(', ');

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/**
 * Looks at a server's certificate without trusting it: one handshake, nothing sent, closed at once.
 * @throws TURN_PORT_CLOSED, TURN_FILTERED, TURN_TLS_FAILED, …
 */
export async function inspectTls(
  server: TurnUrl,
  address: string,
  options: ConnectOptions,
): Promise<TlsReport> {
  const tcp = await openTcp(server, address, options);
  const socket = await openTls(tcp, server, options, false);
  try {
    const certificate = socket.getPeerCertificate();
    const wrongName = checkServerIdentity(options.tls?.servername ?? server.host, certificate);
    const { authorizationError } = socket;
    return {
      protocol: socket.getProtocol() ?? 'unknown',
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      names: certificate.subjectaltname?.split(', ') ?? [],
      notBefore: isoDate(certificate.valid_from),
      notAfter: isoDate(certificate.valid_to),
      chainError: socket.authorized || !authorizationError ? null : errorName(authorizationError),
      nameError: wrongName ? wrongName.message : null,
    };
  } finally {
    socket.destroy();
  }
}

/** Node gives OpenSSL's result as a text, though its types say Error. */
function errorName(error: unknown): string {
  if (typeof error === 'string') return error;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
