import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const maxBytes = 64 * 1024;

export type SecretFile =
  | { readonly ok: true; readonly text: string; readonly exposed: boolean }
  | { readonly ok: false; readonly why: string };

/** Reads a small text file; a final line break does not belong to the value. `exposed`: everybody may read it. */
export async function readSecretFile(path: string): Promise<SecretFile> {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { ok: false, why: 'is not a regular file' };
      const buffer = Buffer.alloc(maxBytes + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      if (bytesRead > maxBytes) return { ok: false, why: `is larger than ${maxBytes / 1024} KiB` };
      const text = decode(buffer.subarray(0, bytesRead));
      if (text === undefined) return { ok: false, why: 'is not text (UTF-8)' };
      if (text.trim() === '') return { ok: false, why: 'is empty' };
      return { ok: true, text: text.replace(/\r?\n$/, ''), exposed: (stat.mode & 0o004) !== 0 };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { ok: false, why: reason(error) };
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user';
  if (code === 'EISDIR') return 'is not a regular file';
  return `cannot be read (${code ?? 'not a valid path'})`;
}
