import { defineErrors } from '../base/index.ts';

/** Every code of kube/. What is wrong with the kubeconfig is the user's config (exit 2); the rest is the cluster (3). */
export const kubeErrors = defineErrors({
  KUBE_CONFIG_MISSING: { family: 'config', summary: 'There is no kubeconfig, and this is no pod either.' },
  KUBE_CONFIG_INVALID: { family: 'config', summary: 'A kubeconfig cannot be read as one.' },
  KUBE_CONFIG_CONTEXT: { family: 'config', summary: 'The kubeconfig has no such context, or names none.' },
  KUBE_CONFIG_REFERENCE: {
    family: 'config',
    summary: 'A context of the kubeconfig names a cluster or user that does not exist.',
  },
  KUBE_CONFIG_SERVER: { family: 'config', summary: "A cluster's server or proxy is no usable URL." },
  KUBE_CONFIG_FILE: {
    family: 'config',
    summary: 'A file that the kubeconfig names does not exist or cannot be read.',
  },
  KUBE_CONFIG_CERTIFICATE: { family: 'config', summary: 'A certificate or key of the kubeconfig is no PEM.' },
  KUBE_CONFIG_CREDENTIALS: { family: 'config', summary: "A user's credentials are incomplete or unusable." },
  KUBE_CONFIG_PLUGIN: {
    family: 'config',
    summary: 'The credential plugin of the kubeconfig is missing, fails or answers wrongly.',
  },

  KUBE_UNREACHABLE: { family: 'cluster', summary: 'No API server answers at the address.' },
  KUBE_TLS: {
    family: 'cluster',
    summary: "The API server's certificate is not accepted, or it refuses ours.",
  },
  KUBE_TIMEOUT: { family: 'cluster', summary: 'The API server did not answer in time.' },
  KUBE_ANSWER_INVALID: {
    family: 'cluster',
    summary: 'What answers at the address does not speak as a Kubernetes API server does.',
  },
  KUBE_UNAUTHORIZED: { family: 'cluster', summary: '401: the API server does not accept the credentials.' },
  KUBE_FORBIDDEN: { family: 'cluster', summary: '403: the user may not do this.' },
  KUBE_QUOTA_EXCEEDED: { family: 'cluster', summary: '403: a quota of the namespace is used up.' },
  KUBE_ADMISSION_DENIED: {
    family: 'cluster',
    summary: 'A policy or webhook of the cluster refuses the object.',
  },
  KUBE_WEBHOOK_FAILED: { family: 'cluster', summary: 'A webhook of the cluster could not be asked.' },
  KUBE_NOT_FOUND: { family: 'cluster', summary: '404: there is no such object or address.' },
  KUBE_ALREADY_EXISTS: { family: 'cluster', summary: '409: an object of that name exists already.' },
  KUBE_CONFLICT: { family: 'cluster', summary: '409: the object was changed since it was read.' },
  KUBE_FIELD_CONFLICT: {
    family: 'cluster',
    summary: '409: another field manager owns fields with other values.',
  },
  KUBE_EXPIRED: { family: 'cluster', summary: '410: the place in the history of objects is no longer kept.' },
  KUBE_INVALID: { family: 'cluster', summary: '400 or 422: the API server calls the object invalid.' },
  KUBE_IMMUTABLE: { family: 'cluster', summary: '422: the change touches a field that cannot change.' },
  KUBE_BUSY: { family: 'cluster', summary: '429: the API server asks to come back later.' },
  KUBE_EVICTION_BLOCKED: {
    family: 'cluster',
    summary: '429: a disruption budget does not allow the eviction.',
  },
  KUBE_UNAVAILABLE: { family: 'cluster', summary: '5xx: the API server is not able to answer now.' },
  KUBE_REFUSED: { family: 'cluster', summary: 'The API server refuses a request with some other error.' },
  KUBE_KIND_UNKNOWN: { family: 'cluster', summary: 'The API server does not know the kind of an object.' },
  KUBE_EXEC_FAILED: { family: 'cluster', summary: 'A command in a container could not run or failed.' },
  KUBE_PORT_FORWARD_FAILED: { family: 'cluster', summary: 'A connection to a port of a pod failed.' },
  KUBE_COPY_FAILED: { family: 'cluster', summary: 'Files could not be copied to or from a container.' },
  KUBE_COPY_UNSAFE: {
    family: 'cluster',
    summary: 'What a container sends as files would leave the folder that they are for.',
  },

  KUBE_OBJECT_INVALID: {
    family: 'config',
    summary: 'An object of the plan lacks its kind, name or namespace.',
  },
  KUBE_OBJECT_TWICE: { family: 'config', summary: 'Two objects of the plan have the same kind and name.' },
  KUBE_FOREIGN_OBJECT: { family: 'cluster', summary: 'An object of that name belongs to somebody else.' },
  KUBE_PLAN_REFUSED: {
    family: 'cluster',
    summary: 'The plan has objects that cannot be applied as they are.',
  },
  KUBE_PLAN_STALE: {
    family: 'cluster',
    summary: 'The cluster is no longer as it was when the plan was made.',
  },
  KUBE_NAMESPACE_MISSING: { family: 'cluster', summary: 'The namespace of the platform does not exist.' },
  KUBE_NAMESPACE_TERMINATING: {
    family: 'cluster',
    summary: 'The namespace is being deleted, so nothing can be made in it.',
  },
  KUBE_NOT_READY: { family: 'cluster', summary: 'Objects did not become ready in time.' },
  KUBE_LOCKED: { family: 'cluster', summary: 'Somebody else is changing the same platform.' },
  KUBE_LOCK_LOST: {
    family: 'cluster',
    summary: 'The lock on the platform was lost in the middle of the work.',
  },
  KUBE_REVISION_MISSING: { family: 'usage', summary: 'The history has no such revision.' },
  KUBE_REVISION_INVALID: { family: 'cluster', summary: 'A revision in the history cannot be read.' },
  KUBE_SET_FOREIGN: { family: 'cluster', summary: 'The set of objects is managed by another tool.' },
});

export type KubeCode = keyof typeof kubeErrors.codes;
