import { Argument, Command, Option } from 'commander';
import { isGroup, type Entry } from './command-entry.ts';
import type { CommandSpec, OptionSpec } from './command-spec.ts';
import { commonFormats } from './output-format.ts';

/** What the command line asks for. */
export interface Invocation {
  readonly spec: CommandSpec;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ProgramParts {
  readonly table: readonly Entry[];
  /** Command words whose files are loaded: of one command, or of all (`undefined`). */
  readonly path: readonly string[] | undefined;
  readonly version: string;
  readonly write: { readonly out: (text: string) => void; readonly err: (text: string) => void };
  readonly onCommand: (invocation: Invocation) => void;
}

export const globalOptions: readonly OptionSpec[] = [
  {
    flags: '-o, --output <format>',
    description: 'text, json, yaml, or jsonl (progress as well, one JSON value a line)',
    default: 'text',
    choices: [...commonFormats, 'wide'],
  },
  { flags: '--json', description: 'short for --output json' },
  { flags: '--debug', description: 'show where an error came from' },
];

const footer = `
Exit codes: 0 done, 1 bug, 2 wrong usage or config, 3 cluster, 4 host, 5 a check failed, 130 interrupted.`;

/** The program for commander, with only those commands loaded that the command line names. */
export async function buildProgram(parts: ProgramParts): Promise<Command> {
  const program = new Command('stoa')
    .description('Builds, moves and runs self-hosted WebRTC platforms, and proves that calls work.')
    .version(parts.version, '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({ writeOut: parts.write.out, writeErr: parts.write.err, outputError: () => {} })
    .addHelpText('after', footer)
    .exitOverride();
  for (const spec of globalOptions) program.addOption(toOption(spec));
  await addEntries(program, parts.table, [], parts);
  return program;
}

async function addEntries(
  parent: Command,
  entries: readonly Entry[],
  above: readonly string[],
  parts: ProgramParts,
): Promise<void> {
  for (const entry of entries) {
    const command = parent.command(entry.name).summary(entry.summary).description(entry.summary);
    const path = [...above, entry.name];
    const wanted = parts.path === undefined || path.every((word, index) => word === parts.path?.[index]);
    if (isGroup(entry)) await addEntries(command.helpCommand(false), entry.commands, path, parts);
    else if (wanted) configure(command, await entry.load(), parts.onCommand);
  }
}

function configure(command: Command, spec: CommandSpec, onCommand: ProgramParts['onCommand']): void {
  command.description(spec.description);
  for (const { name, description, choices } of spec.arguments ?? []) {
    const argument = new Argument(name, description);
    command.addArgument(choices ? argument.choices(choices) : argument);
  }
  for (const option of spec.options ?? []) command.addOption(toOption(option));
  const examples = spec.examples.map((example) => `  $ ${example.command}\n      ${example.meaning}`);
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  command.action(() => {
    onCommand({ spec, args: command.args, options: command.optsWithGlobals() });
  });
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.choices) option.choices(spec.choices);
  if (spec.parse) option.argParser(spec.parse);
  return option;
}
