import { constants } from 'node:os';
import process from 'node:process';
import { Interruption } from './interruption.ts';
import type { Out } from './io.ts';
import { runCli } from './run.ts';

const controller = new AbortController();
/** The launcher and the terminal may both send the same Ctrl-C. */
const sameSignalMs = 500;
let firstSignal: number | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    const now = performance.now();
    firstSignal ??= now;
    const exitCode = 128 + constants.signals[signal];
    if (controller.signal.aborted && now - firstSignal > sameSignalMs) process.exit(exitCode);
    controller.abort(new Interruption(`stopped by ${signal}`, exitCode));
  });
}

/** A stream whose reader may go away (`stoa … | head`): that ends the command, without a word. */
function toOut(stream: NodeJS.WriteStream): Out {
  stream.on('error', () => controller.abort(new Interruption('', 0)));
  return {
    write: (text) => stream.write(text),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      // 0 on terminals that were never told their size
      return stream.columns || 80;
    },
  };
}

const code = await runCli(process.argv.slice(2), {
  stdout: toOut(process.stdout),
  stderr: toOut(process.stderr),
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  signal: controller.signal,
});
// Sockets that an engine left open must not keep a finished command alive.
process.stdout.write('', () => process.exit(code));
