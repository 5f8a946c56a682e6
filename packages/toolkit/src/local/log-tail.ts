import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatePaths } from './state-paths.ts';

/** Bytes looked at from the end of a log; more than any number of lines that someone reads. */
const window = 1_000_000;
const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;

export function logFilePath(paths: StatePaths, component: string): string {
  return join(paths.logs, `${component}.log`);
}

/** The last lines of a component's log without their time stamps; empty when there is no log. */
export async function logTail(paths: StatePaths, component: string, lines: number): Promise<string[]> {
  const { text } = await readEnd(logFilePath(paths, component));
  return lastLines(text, lines).map((line) => line.replace(stamp, ''));
}

/** The end of a file and the offset behind it; of a partial first line nothing is kept. */
export async function readEnd(path: string): Promise<{ text: string; offset: number }> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return { text: '', offset: 0 };
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - window);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
    const text = buffer.toString('utf8', 0, bytesRead);
    return { text: start === 0 ? text : text.slice(text.indexOf('\n') + 1), offset: start + bytesRead };
  } finally {
    await file.close();
  }
}

export function lastLines(text: string, lines: number): string[] {
  if (lines <= 0) return [];
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lines);
}
