import { defineErrors } from '../base/index.ts';

export const clusterErrors = defineErrors({
  CLUSTER_TARGET_OTHER: { family: 'usage', summary: 'The config is for another target than a cluster.' },
  CLUSTER_NOT_APPLIED: { family: 'usage', summary: 'The platform was never applied to this cluster.' },
  CLUSTER_NO_POD: { family: 'usage', summary: 'The platform has no pod of that name.' },
  CLUSTER_NO_WORKLOAD: { family: 'usage', summary: 'The platform has no workload of that name.' },
  CLUSTER_MATERIALS_INVALID: {
    family: 'cluster',
    summary: 'The Secret with the platform’s secrets and certificates cannot be read.',
  },
  CLUSTER_ROTATION_BUSY: {
    family: 'cluster',
    summary: 'Credentials of the TURN secret before the present one may still be in use.',
  },
  CLUSTER_ROTATION_IMPOSSIBLE: {
    family: 'usage',
    summary: 'There is no TURN secret that Stoa could change: no relays, or the config gives it.',
  },
  CLUSTER_PLAN_FILE: {
    family: 'usage',
    summary: 'A file is no kept plan, or one of another platform, or cannot hold the plan.',
  },
});
