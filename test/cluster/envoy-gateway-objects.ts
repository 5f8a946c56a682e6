import { envoyImage } from './envoy.ts';

export const gatewayImage = 'example.test/envoy-gateway:1';
export const gatewayNamespace = 'envoy-gateway-system';
/** Of the GatewayClass; the default of `target.web.gatewayClass`. */
export const className = 'envoy';
const controllerName = 'gateway.envoyproxy.io/gatewayclass-controller';

const namespace = gatewayNamespace;
const name = 'envoy-gateway';
const labels = { 'control-plane': name };
const rbac = 'rbac.authorization.k8s.io';
const envoyApi = 'gateway.envoyproxy.io/v1alpha1';
const gatewayGroup = 'gateway.networking.k8s.io';

/** The controller, as the Helm chart of Envoy Gateway has it: the same rights, ports and probes. */
export function controllerObjects(): object[] {
  return [...access(), settings(), deployment(), service()];
}

export function namespaceObject(): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
}

const all = (group: string, resources: readonly string[], verbs: readonly string[]) => ({
  apiGroups: [group],
  resources,
  verbs,
});
const read = ['get', 'list', 'watch'];
const manage = [...read, 'create', 'delete', 'deletecollection', 'patch'];

function access(): object[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    ...grant('ClusterRole', name, [
      all('', ['nodes', 'namespaces', 'configmaps', 'secrets', 'services'], read),
      all('apps', ['deployments', 'daemonsets'], read),
      all('discovery.k8s.io', ['endpointslices'], read),
      all('gateway.envoyproxy.io', ['*'], [...read, 'update']),
      all(gatewayGroup, ['*'], [...read, 'update', 'patch']),
      all('multicluster.x-k8s.io', ['serviceimports'], read),
    ]),
    ...grant('Role', 'infra-manager', [
      all('', ['serviceaccounts', 'services', 'configmaps'], manage),
      all('apps', ['deployments', 'daemonsets'], manage),
      all('autoscaling', ['horizontalpodautoscalers'], manage),
      all('policy', ['poddisruptionbudgets'], manage),
    ]),
  ];
}

function grant(kind: 'Role' | 'ClusterRole', role: string, rules: readonly object[]): object[] {
  const metadata = { name: role, ...(kind === 'Role' ? { namespace } : {}) };
  const apiVersion = `${rbac}/v1`;
  const roleRef = { apiGroup: rbac, kind, name: role };
  const subjects = [{ kind: 'ServiceAccount', name, namespace }];
  return [
    { apiVersion, kind, metadata, rules },
    { apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects },
  ];
}

function settings(): object {
  const config = {
    apiVersion: envoyApi,
    kind: 'EnvoyGateway',
    gateway: { controllerName },
    provider: {
      type: 'Kubernetes',
      kubernetes: { shutdownManager: { image: gatewayImage }, leaderElection: { disable: true } },
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'envoy-gateway-config', namespace },
    data: { 'envoy-gateway.yaml': JSON.stringify(config) },
  };
}

function deployment(): object {
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath });
  const container = {
    name,
    image: gatewayImage,
    imagePullPolicy: 'Never',
    args: ['server', '--config-path=/config/envoy-gateway.yaml'],
    env: [
      { name: 'ENVOY_GATEWAY_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
      { name: 'KUBERNETES_CLUSTER_DOMAIN', value: 'cluster.local' },
    ],
    readinessProbe: { httpGet: { path: '/readyz', port: 8081 }, periodSeconds: 1 },
    volumeMounts: [mount('config', '/config'), mount('certs', '/certs'), mount('wasm', '/var/lib/eg/wasm')],
  };
  const spec = {
    serviceAccountName: name,
    securityContext: { runAsUser: 65_532, runAsGroup: 65_532, fsGroup: 65_532, runAsNonRoot: true },
    containers: [container],
    volumes: [
      { name: 'config', configMap: { name: 'envoy-gateway-config' } },
      { name: 'certs', secret: { secretName: name } },
      { name: 'wasm', emptyDir: {} },
    ],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

/** Where the proxies ask for their configuration. */
function service(): object {
  const ports = [
    { name: 'grpc', port: 18_000 },
    { name: 'wasm', port: 18_002 },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: labels, ports },
  };
}

/**
 * A class whose proxies stand on every node, at the nodes' own addresses: there is no cloud to give one. Clients' addresses
 * stay what they are, as a node leads to its own proxy only.
 */
export function classObjects(externalIPs: readonly string[]): object[] {
  const often = { periodSeconds: 1, failureThreshold: 60 };
  const containers = ['envoy', 'shutdown-manager'].map((one) => ({ name: one, startupProbe: often }));
  const kubernetes = {
    envoyDaemonSet: {
      container: { image: envoyImage },
      patch: { value: { spec: { template: { spec: { containers } } } } },
    },
    envoyService: {
      type: 'ClusterIP',
      patch: { value: { spec: { externalIPs, externalTrafficPolicy: 'Local' } } },
    },
  };
  const parameters = { group: 'gateway.envoyproxy.io', kind: 'EnvoyProxy', name: 'nodes', namespace };
  return [
    {
      apiVersion: envoyApi,
      kind: 'EnvoyProxy',
      metadata: { name: parameters.name, namespace },
      spec: { provider: { type: 'Kubernetes', kubernetes } },
    },
    {
      apiVersion: `${gatewayGroup}/v1`,
      kind: 'GatewayClass',
      metadata: { name: className },
      spec: { controllerName, parametersRef: parameters },
    },
  ];
}
