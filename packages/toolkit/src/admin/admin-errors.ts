import { defineErrors } from '../base/index.ts';

export const adminErrors = defineErrors({
  ADMIN_UNREACHABLE: { family: 'host', summary: 'No session backend answers on its admin API.' },
  ADMIN_REFUSED: { family: 'check', summary: 'A session backend refused what an operator asked for.' },
  ADMIN_DRAIN_INCOMPLETE: { family: 'check', summary: 'Rooms are left on an SFU that was to be drained.' },
  ADMIN_DRAIN_LOST: {
    family: 'check',
    summary: 'What became of a drain is not known: it ended with its backend.',
  },
});
