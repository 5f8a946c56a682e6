import { defineErrors } from '../base/index.ts';

/** Every code of a finding of preflight/. They are found, not thrown; an error among them is a failed check (exit 5). */
export const preflightErrors = defineErrors({
  PREFLIGHT_SERVER: { family: 'check', summary: 'The API server cannot be asked, or is not ready.' },
  PREFLIGHT_VERSION: {
    family: 'check',
    summary: 'The version of Kubernetes is older than what is supported, or newer than what was tested.',
  },
  PREFLIGHT_KIND_MISSING: {
    family: 'check',
    summary: 'The API server does not know a kind of the set; a definition is missing.',
  },
  PREFLIGHT_METRICS_MISSING: { family: 'check', summary: 'An autoscaler has no metrics to go by.' },
  PREFLIGHT_ACCESS: { family: 'check', summary: 'The user lacks a permission that the work needs.' },
  PREFLIGHT_NAMESPACE: { family: 'check', summary: 'A namespace does not exist, or is being deleted.' },
  PREFLIGHT_REFUSED: { family: 'check', summary: 'The API server refuses an object in a dry run.' },
  PREFLIGHT_SERVER_WARNS: { family: 'check', summary: 'The API server warns of an object in a dry run.' },
  PREFLIGHT_POD_SECURITY: {
    family: 'check',
    summary: 'Pods break the Pod Security level of their namespace.',
  },
  PREFLIGHT_QUOTA: { family: 'check', summary: 'A ResourceQuota has no room for the set.' },
  PREFLIGHT_LIMIT_RANGE: { family: 'check', summary: 'A LimitRange does not allow a container or claim.' },
  PREFLIGHT_NO_NODE: { family: 'check', summary: 'No node can take a pod.' },
  PREFLIGHT_FEW_NODES: {
    family: 'check',
    summary: 'Pods that must be apart have fewer nodes than there are pods.',
  },
  PREFLIGHT_NODE_PORT: { family: 'check', summary: 'A NodePort is wanted twice, or taken.' },
  PREFLIGHT_HOST_PORT: { family: 'check', summary: 'A port of the nodes is wanted twice, or taken.' },
  PREFLIGHT_STORAGE_CLASS: {
    family: 'check',
    summary: 'A claim has no StorageClass, or one that does not exist, or it is not clear which.',
  },
  PREFLIGHT_DANGLING: { family: 'check', summary: 'An object names another one that does not exist.' },
  PREFLIGHT_SELECTS_NOTHING: {
    family: 'check',
    summary: 'The selector of an object matches no pod of the set.',
  },
  PREFLIGHT_SINGLE: { family: 'check', summary: 'There is one of it, and much depends on it.' },
  PREFLIGHT_ONE_NODE: { family: 'check', summary: 'All pods of a part can be lost with one node.' },
  PREFLIGHT_NO_BUDGET: { family: 'check', summary: 'No disruption budget guards pods against evictions.' },
  PREFLIGHT_BUDGET_BLOCKS: {
    family: 'check',
    summary: 'A disruption budget allows no eviction at all, so nodes cannot be drained.',
  },
});

export type PreflightCode = keyof typeof preflightErrors.codes;
