import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { redactText } from '../../base/index.ts';

export interface LogFile {
  /** Takes output in any pieces; only whole lines are written. */
  write(chunk: Uint8Array | string): void;
  /** Writes what is left of a last line without end. */
  flush(): void;
}

export interface LogFileOptions {
  /** The file is renamed to `<path>.1` (replacing the one before) when it would grow beyond this. */
  readonly maxBytes?: number;
  readonly secrets?: readonly string[];
  readonly now?: () => Date;
}

const maxLine = 8_192;

/**
 * A log of lines `<ISO time> <text>`, mode 0600, at most twice `maxBytes` on disk. Written synchronously: the order is
 * kept, a crash of the supervisor loses nothing, and the amount is small.
 */
export function openLogFile(path: string, options: LogFileOptions = {}): LogFile {
  const { maxBytes = 5_000_000, secrets = [], now = () => new Date() } = options;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let size = sizeOf(path);

  function append(lines: readonly string[]): void {
    const stamp = now().toISOString();
    const text = lines
      .flatMap((line) => cut(redactText(line, secrets)))
      .map((line) => `${stamp} ${line}\n`)
      .join('');
    const bytes = Buffer.byteLength(text);
    if (size > 0 && size + bytes > maxBytes) {
      renameSync(path, `${path}.1`);
      size = 0;
    }
    appendFileSync(path, text, { mode: 0o600 });
    size += bytes;
  }

  return {
    write(chunk) {
      const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))).split(
        /\r?\n/,
      );
      rest = lines.pop() ?? '';
      if (rest.length > maxLine) {
        lines.push(rest);
        rest = '';
      }
      if (lines.length > 0) append(lines);
    },
    flush() {
      if (rest !== '') append([rest]);
      rest = '';
    },
  };
}

/** Readers take whole lines, so these must have a limit. */
function cut(line: string): string[] {
  const pieces = Math.max(1, Math.ceil(line.length / maxLine));
  return Array.from({ length: pieces }, (_, index) => line.slice(index * maxLine, (index + 1) * maxLine));
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
