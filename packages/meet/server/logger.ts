import { pino, type Logger } from 'pino';

const secretKeys = [
  'token',
  'resumeToken',
  'password',
  'passcode',
  'secret',
  'apiSecret',
  'adminSecret',
  'credential',
  'ticket',
  'bearer',
  'authorization',
  'cookie',
  'sec-websocket-protocol',
];

/** JSON lines on standard output; what names a secret is masked. */
export function createLogger(backend: string, level = process.env['STOA_LOG_LEVEL'] ?? 'info'): Logger {
  const paths = secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);
  return pino(
    {
      level,
      base: { backend },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[redacted]' },
    },
    // Line by line: what is written later would be lost when the process is killed, comes out of order at its end, and
    // keeps it from ending when nobody reads any more (seen: an orphan that tried to write for half an hour).
    pino.destination({ dest: 1, sync: true }),
  );
}
