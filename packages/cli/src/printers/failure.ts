import type { Failure } from '../failure.ts';
import { isFancy, type Io } from '../io.ts';
import type { OutputFormat } from '../output-format.ts';
import { formatFindings } from './findings.ts';
import { oneLine, painter, printable } from './style.ts';

/** Errors that tell of several objects, or of one with its event and log: a line each. */
const manyLines =
  /^(KUBE_(NOT_READY|PLAN_REFUSED|FIELD_CONFLICT|FOREIGN_OBJECT|IMMUTABLE)|CLI_PREFLIGHT_FAILED)$/;

/**
 * Says a failure: for people on stderr; with a machine format also on stdout, as `{ "error": { … } }` in place of the
 * result. `redact` masks secrets.
 */
export function printFailure(
  failure: Failure,
  io: Io,
  format: OutputFormat,
  debug: boolean,
  redact: (text: string) => string,
): void {
  const paint = painter(isFancy(io.stderr, io.env));
  const hint = failure.hint ? `hint: ${oneLine(failure.hint)}\n` : '';
  const text = `${formatFindings(failure.findings, paint)}${paint('red', 'error:')} ${sayMessage(failure)}\n${hint}`;
  io.stderr.write(redact(text));
  if (debug && failure.stack) io.stderr.write(`${redact(failure.stack)}\n`);
  if (format === 'text' || format === 'wide') return;
  const { code, message, details } = failure;
  const error = { code, message, ...(failure.hint ? { hint: failure.hint } : {}), details };
  const value = format === 'jsonl' ? { type: 'error', error } : { error };
  io.stdout.write(`${redact(JSON.stringify(value, null, format === 'jsonl' ? 0 : 2))}\n`);
}

function sayMessage({ code, message }: Failure): string {
  if (!manyLines.test(code)) return `${oneLine(message)} (${code})`;
  const [first = '', ...rest] = message.split('\n');
  return [`${oneLine(first)} (${code})`, ...rest.map((line) => `  ${printable(line)}`)].join('\n');
}
