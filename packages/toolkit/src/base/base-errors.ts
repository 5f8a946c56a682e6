import { defineErrors } from './errors.ts';

export const baseErrors = defineErrors({
  BASE_TIMEOUT: { family: 'check', summary: 'Something did not happen before its deadline.' },
  BASE_ABORTED: { family: 'interrupted', summary: 'The operation was cancelled.' },
  BASE_COMMAND_MISSING: { family: 'host', summary: 'A program that is needed is not installed.' },
  BASE_COMMAND_FAILED: { family: 'host', summary: 'A program ended with a failure.' },
});
