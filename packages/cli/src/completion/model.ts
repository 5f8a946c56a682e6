import { isGroup, type Entry } from '../command-entry.ts';
import type { ArgumentSpec, Completes, OptionSpec } from '../command-spec.ts';
import { globalOptions } from '../program.ts';

export interface CompletionOption {
  /** `['-f', '--file']` */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly completes: Completes | undefined;
}

/** What can follow after one sequence of command words. */
export interface CompletionNode {
  /** `turn check`; empty for stoa itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletionOption[];
  /** Values of the arguments, all together. */
  readonly choices: readonly string[];
  readonly completes: Completes | undefined;
}

/** Everything a shell can offer, from the command table; loads every command. */
export async function completionModel(table: readonly Entry[]): Promise<CompletionNode[]> {
  const own: OptionSpec[] = [{ flags: '-V, --version', description: 'print the version' }];
  return await nodesOf('', table, own);
}

async function nodesOf(
  path: string,
  entries: readonly Entry[],
  extra: OptionSpec[] = [],
): Promise<CompletionNode[]> {
  const commands = entries.map(({ name, summary }) => ({ name, summary }));
  const nodes = [node(path, commands, extra, [])];
  for (const entry of entries) {
    const inner = `${path} ${entry.name}`.trim();
    if (isGroup(entry)) {
      nodes.push(...(await nodesOf(inner, entry.commands)));
    } else {
      const spec = await entry.load();
      nodes.push(node(inner, [], spec.options ?? [], spec.arguments ?? []));
    }
  }
  return nodes;
}

function node(
  path: string,
  commands: CompletionNode['commands'],
  options: readonly OptionSpec[],
  args: readonly ArgumentSpec[],
): CompletionNode {
  const help: OptionSpec = { flags: '-h, --help', description: 'say how the command is used' };
  return {
    path,
    commands,
    options: [...options, ...globalOptions, help].map((option) => toOption(option)),
    choices: args.flatMap((argument) => argument.choices ?? []),
    completes: args.find((argument) => argument.completes)?.completes,
  };
}

function toOption({ flags, description, choices, completes }: OptionSpec): CompletionOption {
  return {
    names: flags.split(/[ ,]+/).filter((word) => word.startsWith('-')),
    description,
    takesValue: /[<[]/.test(flags),
    choices: choices ?? [],
    completes,
  };
}
