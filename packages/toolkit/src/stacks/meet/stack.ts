import type { KubeObject } from '../../kube/index.ts';
import { defaultDeny, policiesOf } from '../flows.ts';
import { backendObjects } from './backend.ts';
import { controllerObjects } from './controller.ts';
import { flowTable } from './flow-table.ts';
import { mediaNamespace, meetNamespace, type MeetStackInput } from './input.ts';
import { janusObjects } from './janus.ts';
import { monitoringObjects } from './monitoring.ts';
import { redisObjects } from './redis.ts';
import { webObjects } from './web.ts';

/** The conferencing app as Kubernetes objects: session backends with the web app, Redis, SFUs. */
export function meetStack(input: MeetStackInput): readonly KubeObject[] {
  const labels = {
    'app.kubernetes.io/part-of': input.platform.name,
    'app.kubernetes.io/managed-by': 'stoa',
  };
  const namespaces = namespacesOf(input);
  return [
    ...namespaces.map(({ name, level }) => namespaceOf(name, level, labels)),
    ...namespaces.map(({ name }) => defaultDeny(name, labels)),
    ...policiesOf(flowTable(input), labels),
    ...redisObjects(input),
    ...janusObjects(input),
    ...backendObjects(input),
    ...controllerObjects(input),
    ...webObjects(input),
    ...monitoringObjects(input),
  ];
}

function namespacesOf(input: MeetStackInput): { name: string; level: string }[] {
  const { exposure } = input.target.sfu;
  const media = {
    name: mediaNamespace(input),
    // What Pod Security asks of host networking; the pods are `restricted` in everything else.
    level: exposure === 'hostNetwork' ? 'privileged' : 'restricted',
  };
  return [
    { name: meetNamespace(input), level: 'restricted' },
    ...(input.platform.sfu.kind === 'none' ? [] : [media]),
  ];
}

function namespaceOf(name: string, level: string, labels: Readonly<Record<string, string>>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labels, 'pod-security.kubernetes.io/enforce': level } },
  };
}
