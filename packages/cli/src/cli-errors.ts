import { defineErrors } from '@stoa/toolkit/base';

export const cliErrors = defineErrors({
  CLI_USAGE: { family: 'usage', summary: 'The command line is wrong: an unknown command, option or value.' },
  CLI_SECRET_MISSING: {
    family: 'usage',
    summary: 'A secret was not given, or its source is empty or unreadable.',
  },
  CLI_NEEDS_TERMINAL: {
    family: 'usage',
    summary: 'A command would ask questions, but there is no terminal.',
  },
  CLI_PREFLIGHT_FAILED: { family: 'check', summary: 'The cluster is not ready for what is to be applied.' },
  CLI_INTERRUPTED: { family: 'interrupted', summary: 'The command was stopped by a signal.' },
  CLI_INTERNAL: { family: 'internal', summary: 'A bug in stoa.' },
});
