import { defineErrors } from './errors.ts';

export const baseErrors = defineErrors({
  BASE_TIMEOUT: { family: 'check', summary: 'Something did not happen before its deadline.' },
  BASE_ABORTED: { family: 'interrupted', summary: 'The operation was cancelled.' },
  BASE_COMMAND_MISSING: { family: 'host', summary: 'A program that is needed is not installed.' },
  BASE_COMMAND_FAILED: { family: 'host', summary: 'A program ended with a failure.' },
  BASE_EVIDENCE_MISSING: { family: 'usage', summary: 'There is no evidence file of that name.' },
  BASE_EVIDENCE_INVALID: { family: 'usage', summary: 'An evidence file could not be read as one.' },
});
