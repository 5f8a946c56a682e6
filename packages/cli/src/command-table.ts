import type { Entry } from './command-entry.ts';

/** All commands. Their files are imported when they are needed, so that `stoa --help` loads no engine. */
export const commandTable: readonly Entry[] = [
  {
    name: 'init',
    summary: 'Write a config file',
    load: async () => (await import('./commands/init.ts')).command,
  },
  {
    name: 'validate',
    summary: 'Say everything that is wrong with a config file',
    load: async () => (await import('./commands/validate.ts')).command,
  },
  {
    name: 'config',
    summary: 'Show the effective config, or its schema',
    commands: [
      {
        name: 'show',
        summary: 'Print the config with every default filled in and secrets masked',
        load: async () => (await import('./commands/config-show.ts')).command,
      },
      {
        name: 'schema',
        summary: 'Print the JSON Schema of the config file, for editors',
        load: async () => (await import('./commands/config-schema.ts')).command,
      },
    ],
  },
  {
    name: 'evidence',
    summary: 'Records of what operations on calls and data did',
    commands: [
      {
        name: 'list',
        summary: 'List the evidence files of a platform, newest first',
        load: async () => (await import('./commands/evidence-list.ts')).command,
      },
      {
        name: 'show',
        summary: 'Print one evidence file',
        load: async () => (await import('./commands/evidence-show.ts')).command,
      },
    ],
  },
  {
    name: 'completion',
    summary: 'Print a completion script for bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completionCommand(commandTable),
  },
];
