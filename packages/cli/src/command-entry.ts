import type { CommandSpec } from './command-spec.ts';

/** A command that does something. */
export interface Leaf {
  readonly name: string;
  readonly summary: string;
  /** Imports the command's file, so that `stoa --help` does not load every engine. */
  readonly load: () => Promise<CommandSpec>;
}

/** A command that only holds others. */
export interface Group {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Leaf[];
}

export type Entry = Leaf | Group;

export function isGroup(entry: Entry): entry is Group {
  return 'commands' in entry;
}

// Global options whose value is a word of its own and must not be taken for a command.
const valueOptions = new Set(['-o', '--output']);

/** The command words at the start of the arguments, as far as the table knows them: `['turn', 'check']`. */
export function commandPath(argv: readonly string[], table: readonly Entry[]): string[] {
  const path: string[] = [];
  let entries = table;
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (word.startsWith('-')) {
      if (valueOptions.has(word)) index += 1;
      continue;
    }
    const entry = entries.find((candidate) => candidate.name === word);
    if (!entry) break;
    path.push(word);
    if (!isGroup(entry)) break;
    entries = entry.commands;
  }
  return path;
}
