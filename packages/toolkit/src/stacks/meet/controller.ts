import type { KubeObject } from '../../kube/index.ts';
import { imageOf } from '../images.ts';
import { restrictedContainer, restrictedPod } from '../pod-security.ts';
import { isAutoscaled } from './autoscaler.ts';
import { metadataOf, podBasis, selectorOf, type MeetStackInput } from './input.ts';

const rbac = 'rbac.authorization.k8s.io';
const part = 'meet-controller';

/**
 * Keeps the deletion cost of each session backend in step with its people, so that an autoscaler's scale-in takes an
 * empty one if there is one. One pod is enough: while it is away the costs stay as they are.
 */
export function controllerObjects(input: MeetStackInput): KubeObject[] {
  if (!isAutoscaled(input)) return [];
  const metadata = metadataOf(input, part);
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'patch'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name: part },
      subjects: [{ kind: 'ServiceAccount', name: part, namespace: metadata.namespace }],
    },
    deployment(input),
  ];
}

function deployment(input: MeetStackInput): KubeObject {
  const metadata = metadataOf(input, part);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      progressDeadlineSeconds: 120,
      selector: { matchLabels: selectorOf(input, part) },
      template: {
        metadata: { labels: metadata.labels },
        spec: {
          ...podBasis,
          serviceAccountName: part,
          // The one pod of the platform that talks to the API server.
          automountServiceAccountToken: true,
          terminationGracePeriodSeconds: 10,
          securityContext: restrictedPod,
          containers: [container(input)],
        },
      },
    },
  };
}

function container(input: MeetStackInput): Record<string, unknown> {
  const labels = Object.entries(selectorOf(input, 'meet')).map(([key, value]) => `${key}=${value}`);
  return {
    name: part,
    // In the image of the session backends, so always of their version.
    ...imageOf(input, 'meet'),
    command: ['/usr/local/bin/node', '/app/controller.mjs'],
    args: ['--selector', labels.join(','), '--port', String(input.platform.meet.adminPort)],
    securityContext: restrictedContainer,
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '192Mi' } },
  };
}
