import { z } from 'zod';

const pem = (what: 'certificate' | 'private key') =>
  z
    .string()
    .regex(
      what === 'certificate' ? /-----BEGIN CERTIFICATE-----/ : /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/,
      `not a ${what} in PEM (RFC 7468); of a file, write \${file:path}`,
    );

/** What the web listeners and TURN over TLS show, when the platform's own CA is not what clients trust. */
export const certificateSchema = z.strictObject({
  chain: pem('certificate').describe(
    'PEM: the certificate, then those between it and its CA, like `${file:fullchain.pem}`.',
  ),
  key: pem('private key').meta({ secret: true }).describe('PEM of its key, like `${file:privkey.pem}`.'),
  ca: pem('certificate')
    .optional()
    .describe('PEM of its CA, for calls by `stoa`; default: those that this machine trusts.'),
});
