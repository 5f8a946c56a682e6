import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { commandPath, type Entry } from './command-entry.ts';
import { commandTable } from './command-table.ts';
import { Interruption } from './interruption.ts';
import type { Io } from './io.ts';
import { commonFormats, type OutputFormat } from './output-format.ts';
import { buildProgram, type Invocation } from './program.ts';

// What only a running command needs is imported when one runs: `stoa --help` must not wait for it.

/** Runs one command line to its end and returns the exit code; never throws. `argv` without node and script. */
export async function runCli(
  argv: readonly string[],
  io: Io,
  table: readonly Entry[] = commandTable,
): Promise<number> {
  let format = guessFormat(argv);
  const debug = argv.includes('--debug');
  let redact = (text: string) => text;
  let close = () => {};
  let invocation: Invocation | undefined;
  try {
    invocation = await parse(argv, io, table);
    if (!invocation) return 0;
    format = await chosenFormat(invocation);
    const { createContext } = await import('./context.ts');
    const parts = createContext(io, format);
    ({ redact, close } = parts);
    const code = await invocation.spec.run(parts.context, invocation.args, invocation.options);
    close();
    // A command that ends by itself when the signal fires (`logs -f`) has nothing to complain about.
    return io.signal.reason instanceof Interruption ? io.signal.reason.exitCode : (code ?? 0);
  } catch (error) {
    close();
    const { describeFailure } = await import('./failure.ts');
    const { printFailure } = await import('./printers/index.ts');
    const failure = describeFailure(error, io.signal);
    if (failure.message) printFailure(failure, io, format, debug, redact);
    const { failureCode } = invocation?.spec ?? {};
    return failureCode?.(failure.exitCode, invocation?.options ?? {}) ?? failure.exitCode;
  }
}

/** Undefined when the command line only asked for help or the version, which is printed then. */
async function parse(
  words: readonly string[],
  io: Io,
  table: readonly Entry[],
): Promise<Invocation | undefined> {
  // `stoa help turn check`: commander's own help command knows one level only.
  const argv = words[0] === 'help' ? [...words.slice(1), '--help'] : words;
  let invocation: Invocation | undefined;
  const path = commandPath(argv, table);
  const program = await buildProgram({
    table,
    path,
    version: readVersion(),
    write: { out: (text) => io.stdout.write(text), err: (text) => io.stderr.write(text) },
    onCommand: (asked) => {
      invocation = asked;
    },
  });
  try {
    // A group (or stoa itself) without a command is a question for help.
    const bare = argv.length === path.length && argv.every((word, index) => word === path[index]);
    await program.parseAsync([...argv, ...(bare && isHolder(table, path) ? ['--help'] : [])], {
      from: 'user',
    });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
  return invocation;
}

function isHolder(table: readonly Entry[], path: readonly string[]): boolean {
  let entries: readonly Entry[] | undefined = table;
  for (const word of path) {
    const entry: Entry | undefined = entries?.find((candidate) => candidate.name === word);
    entries = entry && 'commands' in entry ? entry.commands : undefined;
  }
  return entries !== undefined;
}

async function chosenFormat({ spec, options }: Invocation): Promise<OutputFormat> {
  const format = options['json'] === true ? 'json' : (options['output'] as OutputFormat);
  const known: readonly OutputFormat[] = [...commonFormats, ...(spec.formats ?? [])];
  if (known.includes(format)) return format;
  const { cliErrors } = await import('./cli-errors.ts');
  throw cliErrors.make('CLI_USAGE', `this command has no output format ${format}`, {
    hint: `it has ${known.join(', ')}`,
  });
}

/** For errors in the command line itself, before it is parsed. */
function guessFormat(argv: readonly string[]): OutputFormat {
  if (argv.includes('--json')) return 'json';
  const words = argv.join(' ');
  const asked = /(?:-o|--output)[ =]?(json|yaml|jsonl)(?= |$)/.exec(words)?.[1];
  return (asked as OutputFormat | undefined) ?? 'text';
}

function readVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
