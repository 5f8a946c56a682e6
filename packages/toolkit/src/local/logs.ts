import { existsSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { sleep } from '../base/index.ts';
import { localErrors } from './local-errors.ts';
import { lastLines, logFilePath, readEnd } from './log-tail.ts';
import { statePaths, type StatePaths } from './state-paths.ts';

export interface LogLine {
  readonly component: string;
  /** As in the file: ISO time, a space, the text. */
  readonly line: string;
}

export interface LogOptions {
  readonly baseDir: string;
  readonly stateDir: string;
  /** Default: all, and the supervisor. */
  readonly component?: string;
  /** How many of the last lines come first; default 100. */
  readonly lines?: number;
  /** Goes on until the signal fires. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

interface Source {
  readonly component: string;
  readonly path: string;
  inode: number;
  offset: number;
}

const pollMs = 200;
const chunkBytes = 65_536;

/**
 * The platform's logs, in order of time.
 * @throws LOCAL_COMPONENT_UNKNOWN naming those that there are
 */
export async function* readLogs(options: LogOptions): AsyncGenerator<LogLine, void, void> {
  const paths = statePaths(options.baseDir, options.stateDir);
  const names = await chooseLogs(paths, options.component);
  const { lines = 100 } = options;
  const sources: Source[] = [];
  const found: LogLine[] = [];
  for (const component of names) {
    const path = logFilePath(paths, component);
    const inode = await inodeOf(path);
    const { text, offset } = await readEnd(path);
    for (const line of lastLines(text, lines)) found.push({ component, line });
    sources.push({ component, path, inode, offset });
  }
  yield* lines === 0 ? [] : found.sort(byTime).slice(-lines);
  while (options.follow && !options.signal?.aborted) {
    const fresh: LogLine[] = [];
    for (const source of sources) fresh.push(...(await readFresh(source)));
    yield* fresh.sort(byTime);
    await sleep(pollMs, options.signal).catch(() => {});
  }
}

/** Lines begin with their time, which sorts as text. */
function byTime(a: LogLine, b: LogLine): number {
  const [left, right] = [a.line.slice(0, 24), b.line.slice(0, 24)];
  return left < right ? -1 : left > right ? 1 : 0;
}

async function chooseLogs(paths: StatePaths, component: string | undefined): Promise<string[]> {
  const files = await readdir(paths.logs).catch(() => []);
  const names = files
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length))
    .sort();
  if (component === undefined) return names;
  if (names.includes(component)) return [component];
  throw localErrors.make(
    'LOCAL_COMPONENT_UNKNOWN',
    names.length > 0 ? `there is no log of "${component}"` : `there are no logs in ${paths.logs}`,
    { hint: names.length > 0 ? `choose one of ${names.join(', ')}` : 'start the platform with: stoa up' },
  );
}

/** What was written since the last look; a file that was rotated away is read to its end first. */
async function readFresh(source: Source): Promise<LogLine[]> {
  const inode = await inodeOf(source.path);
  if (inode === source.inode) return await readFrom(source, source.path);
  const old = `${source.path}.1`;
  const rest = (await inodeOf(old)) === source.inode ? await readFrom(source, old) : [];
  source.inode = inode;
  source.offset = 0;
  return [...rest, ...(await readFrom(source, source.path))];
}

async function readFrom(source: Source, path: string): Promise<LogLine[]> {
  if (!existsSync(path)) return [];
  const lines: LogLine[] = [];
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(chunkBytes),
        position: source.offset,
      });
      if (bytesRead === 0) return lines;
      // Only whole lines are taken: a character or a line may be half written.
      const end = buffer.lastIndexOf(0x0a, bytesRead - 1);
      if (end < 0) return lines;
      source.offset += end + 1;
      for (const line of buffer.toString('utf8', 0, end).split('\n')) {
        lines.push({ component: source.component, line });
      }
    }
  } finally {
    await file.close();
  }
}

async function inodeOf(path: string): Promise<number> {
  return await stat(path).then(
    (info) => info.ino,
    () => 0,
  );
}
