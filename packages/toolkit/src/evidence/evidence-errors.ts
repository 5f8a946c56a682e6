import { defineErrors } from '../base/index.ts';

export const evidenceErrors = defineErrors({
  EVIDENCE_MISSING: { family: 'usage', summary: 'There is no evidence file of that name.' },
  EVIDENCE_INVALID: { family: 'usage', summary: 'An evidence file could not be read as one.' },
});
