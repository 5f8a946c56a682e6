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
    name: 'preflight',
    summary: 'Look at a cluster before anything is changed',
    load: async () => (await import('./commands/preflight.ts')).command,
  },
  {
    name: 'up',
    summary: 'Start the platform on this machine and prove that calls work',
    load: async () => (await import('./commands/up.ts')).command,
  },
  {
    name: 'down',
    summary: 'Stop the platform on this machine',
    load: async () => (await import('./commands/down.ts')).command,
  },
  {
    name: 'plan',
    summary: 'Say what an apply would change on the cluster',
    load: async () => (await import('./commands/plan.ts')).command,
  },
  {
    name: 'diff',
    summary: 'Print the differences between config and cluster',
    load: async () => (await import('./commands/diff.ts')).command,
  },
  {
    name: 'apply',
    summary: 'Make the cluster be as the config says',
    load: async () => (await import('./commands/apply.ts')).command,
  },
  {
    name: 'history',
    summary: 'List what was applied to the cluster',
    load: async () => (await import('./commands/history.ts')).command,
  },
  {
    name: 'rollback',
    summary: 'Go back to an earlier revision',
    load: async () => (await import('./commands/rollback.ts')).command,
  },
  {
    name: 'drift',
    summary: 'Say what others changed on the cluster',
    load: async () => (await import('./commands/drift.ts')).command,
  },
  {
    name: 'destroy',
    summary: 'Delete the platform from the cluster',
    load: async () => (await import('./commands/destroy.ts')).command,
  },
  {
    name: 'restart',
    summary: 'Restart components, one after the other without cutting calls',
    load: async () => (await import('./commands/restart.ts')).command,
  },
  {
    name: 'drain',
    summary: 'Empty a part of the platform without cutting calls',
    commands: [
      {
        name: 'sfu',
        summary: 'Move every room of an SFU to others',
        load: async () => (await import('./commands/drain-sfu.ts')).command,
      },
      {
        name: 'relay',
        summary: 'Move everybody off a relay before it goes',
        load: async () => (await import('./commands/drain-relay.ts')).command,
      },
    ],
  },
  {
    name: 'cordon',
    summary: 'Keep new work away from a part of the platform',
    commands: [
      {
        name: 'sfu',
        summary: 'Let an SFU take no new sessions',
        load: async () => (await import('./commands/cordon-sfu.ts')).command,
      },
    ],
  },
  {
    name: 'uncordon',
    summary: 'Let a part of the platform take new work again',
    commands: [
      {
        name: 'sfu',
        summary: 'Let an SFU take new sessions again',
        load: async () => (await import('./commands/uncordon-sfu.ts')).command,
      },
    ],
  },
  {
    name: 'status',
    summary: 'How every component of the platform is',
    load: async () => (await import('./commands/status.ts')).command,
  },
  {
    name: 'logs',
    summary: 'Print or follow the logs of the components',
    load: async () => (await import('./commands/logs.ts')).command,
  },
  {
    name: 'call',
    summary: 'Place a verified call on any deployment',
    load: async () => (await import('./commands/call.ts')).command,
  },
  {
    name: 'meet',
    summary: 'Links and tokens that let people into rooms',
    commands: [
      {
        name: 'invite',
        summary: 'Make a guest link',
        load: async () => (await import('./commands/meet-invite.ts')).command,
      },
      {
        name: 'token',
        summary: 'Make a token as an application would',
        load: async () => (await import('./commands/meet-token.ts')).command,
      },
    ],
  },
  {
    name: 'turn',
    summary: 'Check TURN servers, make credentials for them',
    commands: [
      {
        name: 'check',
        summary: 'Test TURN servers and say why they fail',
        load: async () => (await import('./commands/turn-check.ts')).command,
      },
      {
        name: 'credentials',
        summary: 'Make time-limited credentials',
        load: async () => (await import('./commands/turn-credentials.ts')).command,
      },
      {
        name: 'rotate',
        summary: 'Change the TURN secret on a cluster, without cutting calls',
        load: async () => (await import('./commands/turn-rotate.ts')).command,
      },
      {
        name: 'key',
        summary: 'Print the long-term key of a user',
        load: async () => (await import('./commands/turn-key.ts')).command,
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
