import { goBinaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { binaryImage } from './images.ts';
import { applyObjects } from './objects.ts';
import { until } from './wait.ts';

const image = 'example.test/metrics-server:1';
const namespace = 'kube-system';
const name = 'metrics-server';
const rbac = 'rbac.authorization.k8s.io';
const labels = { 'k8s-app': name };
const group = 'metrics.k8s.io';

/** Gives the cluster metrics of its pods, so that autoscalers have something to go by. Its binary is built first. */
export async function addMetricsServer(cluster: Cluster, told?: (line: string) => void): Promise<void> {
  const binaries = await goBinaries('extras', [name], told);
  await cluster.loadImages([await binaryImage(image, binaries[name])]);
  await applyObjects(cluster.api, [...access(), deployment(), ...registration()]);
  await until('metrics of the nodes', async () => {
    const { items } = await cluster.api.call<{ items: unknown[] }>('GET', `/apis/${group}/v1beta1/nodes`);
    return items.length > 0;
  });
}

/** As the project's own manifests have it: reads pods and kubelets, and checks whoever asks with the API server. */
function access(): object[] {
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  const bind = (kind: string, role: string, to: string, more: object = {}) => ({
    apiVersion: `${rbac}/v1`,
    kind,
    metadata: { name: role, ...more },
    roleRef: { apiGroup: rbac, kind: kind.replace('Binding', ''), name: to },
    subjects,
  });
  const rules = [
    { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
    { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
  ];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'system:metrics-server' }, rules },
    bind('ClusterRoleBinding', 'system:metrics-server', 'system:metrics-server'),
    bind('ClusterRoleBinding', 'metrics-server:system:auth-delegator', 'system:auth-delegator'),
    bind('RoleBinding', 'metrics-server-auth-reader', 'extension-apiserver-authentication-reader', {
      namespace,
    }),
  ];
}

function deployment(): object {
  const args = [
    '--cert-dir=/tmp',
    '--secure-port=10250',
    '--kubelet-preferred-address-types=InternalIP',
    // The kubelets' certificates are of the cluster's own CA, which this pod does not have.
    '--kubelet-insecure-tls',
    // The shortest period that it takes, which wants a shorter time limit for the kubelets.
    '--metric-resolution=10s',
    '--kubelet-request-timeout=5s',
  ];
  const container = {
    name,
    image,
    imagePullPolicy: 'Never',
    args,
    readinessProbe: { httpGet: { path: '/readyz', port: 10_250, scheme: 'HTTPS' }, periodSeconds: 1 },
  };
  const spec = {
    serviceAccountName: name,
    containers: [{ ...container, volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function registration(): object[] {
  const service = { name, namespace };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: service,
      spec: { selector: labels, ports: [{ port: 443, targetPort: 10_250 }] },
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: `v1beta1.${group}` },
      spec: {
        group,
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service,
      },
    },
  ];
}
