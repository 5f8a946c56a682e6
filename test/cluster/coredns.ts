import type { NetworkPlan } from './network-plan.ts';

export const coreDnsImage = 'example.test/coredns:1';

/** Names outside of the cluster do not exist: a test that needs one serves it itself. */
const corefile = `cluster.local:53 in-addr.arpa:53 {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa
    cache 5
}
.:53 {
    template ANY ANY {
        rcode NXDOMAIN
    }
}
`;

const namespace = 'kube-system';
const rbac = 'rbac.authorization.k8s.io';
const labels = { 'k8s-app': 'kube-dns' };

/** CoreDNS as kubeadm installs it (Service kube-dns, its ClusterRole), on the first node. */
export function coreDnsObjects(plan: NetworkPlan): object[] {
  const rules = [
    {
      apiGroups: [''],
      resources: ['endpoints', 'services', 'pods', 'namespaces'],
      verbs: ['list', 'watch'],
    },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ];
  const role = 'system:coredns';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'coredns', namespace } },
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: role }, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: role },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: 'coredns', namespace }],
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace },
      data: { Corefile: corefile },
    },
    deployment(),
    service(plan.dnsService),
  ];
}

function service(clusterIP: string): object {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace },
    spec: { clusterIP, selector: labels, ports },
  };
}

function deployment(): object {
  const container = {
    name: 'coredns',
    image: coreDnsImage,
    imagePullPolicy: 'Never',
    args: ['-conf', '/etc/coredns/Corefile'],
    readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    },
    volumeMounts: [{ name: 'config', mountPath: '/etc/coredns' }],
  };
  const spec = {
    serviceAccountName: 'coredns',
    dnsPolicy: 'Default',
    nodeSelector: { 'kubernetes.io/hostname': 'node1' },
    containers: [container],
    volumes: [{ name: 'config', configMap: { name: 'coredns' } }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
