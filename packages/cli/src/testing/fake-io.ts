import { Readable } from 'node:stream';
import type { Io, Out } from '../io.ts';
import { runCli } from '../run.ts';
import { commandTable } from '../command-table.ts';
import type { Entry } from '../command-entry.ts';

export interface FakeOut extends Out {
  readonly text: () => string;
}

export function fakeOut(isTTY = false, columns = 80): FakeOut {
  let text = '';
  return {
    isTTY,
    columns,
    write: (more) => {
      text += more;
    },
    text: () => text,
  };
}

export interface FakeIo extends Io {
  readonly stdout: FakeOut;
  readonly stderr: FakeOut;
  readonly abort: (reason: Error) => void;
}

export function fakeIo(
  options: Partial<Pick<Io, 'env' | 'cwd'>> & { stdin?: string; tty?: boolean } = {},
): FakeIo {
  const controller = new AbortController();
  return {
    stdout: fakeOut(options.tty),
    stderr: fakeOut(options.tty),
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    env: options.env ?? {},
    cwd: options.cwd ?? '/nowhere',
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
  };
}

/** Runs one command line in this process. */
export async function runFake(
  argv: readonly string[],
  io: FakeIo = fakeIo(),
  table: readonly Entry[] = commandTable,
): Promise<{ code: number; out: string; err: string }> {
  const code = await runCli(argv, io, table);
  return { code, out: io.stdout.text(), err: io.stderr.text() };
}
