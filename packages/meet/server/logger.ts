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
  return pino({
    level,
    base: { backend },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]),
      censor: '[redacted]',
    },
  });
}
