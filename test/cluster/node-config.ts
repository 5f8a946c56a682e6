import { join } from 'node:path';
import type { NetworkPlan } from './network-plan.ts';
import type { Pki } from './pki.ts';

export interface NodeLayout {
  readonly name: string;
  readonly address: string;
  readonly folder: string;
  readonly podRange: string;
  readonly cgroup: string;
  readonly pki: Pki;
  readonly plan: NetworkPlan;
  readonly proxyKubeconfig: string;
}

export const pauseImage = 'example.test/pod:1';
export const containerdSocket = '/run/containerd/containerd.sock';
/** The files of a node below its folder, by the name of what they configure. */
export const nodeFiles = {
  containerd: 'containerd.toml',
  kubelet: 'kubelet.json',
  proxy: 'proxy.json',
  cni: 'cni/10-stoa.conflist',
} as const;

/** Everything that configures a node, as texts. JSON where YAML is read: it is YAML. */
export function nodeConfig(layout: NodeLayout): Record<keyof typeof nodeFiles, string> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    containerd: containerdConfig(layout),
    kubelet: json(kubeletConfig(layout)),
    proxy: json(proxyConfig(layout)),
    cni: json(cniConfig(layout)),
  };
}

function containerdConfig({ folder }: NodeLayout): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "/run/containerd-state"
oom_score = 0
disabled_plugins = [${['aufs', 'btrfs', 'devmapper', 'zfs'].map((name) => `"io.containerd.snapshotter.v1.${name}"`).join(', ')}]
[grpc]
  address = "${containerdSocket}"
[ttrpc]
  address = "${containerdSocket}.ttrpc"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(folder, 'containerd-opt')}"
[${cri}]
  sandbox_image = "${pauseImage}"
  disable_apparmor = true
  disable_hugetlb_controller = true
  netns_mounts_under_state_dir = true
  # Without CAP_SYS_RESOURCE (containers, hardened machines) no process may lower its own score.
  restrict_oom_score_adj = true
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  [${cri}.cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${join(folder, 'cni')}"
    max_conf_num = 1
  [${cri}.containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [${cri}.containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [${cri}.containerd.runtimes.runc.options]
        SystemdCgroup = false
`;
}

function kubeletConfig({ name, address, cgroup, pki, plan }: NodeLayout): object {
  const server = pki.certificate(`${name}-server`);
  const x509 = { clientCAFile: pki.ca };
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address,
    port: 10_250,
    healthzBindAddress: '127.0.0.1',
    tlsCertFile: server.crt,
    tlsPrivateKeyFile: server.key,
    authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509 },
    authorization: { mode: 'Webhook' },
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    // Machines with cgroup v1 still run the tests, although Kubernetes has left it behind.
    failCgroupV1: false,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroup}`,
    cgroupsPerQOS: true,
    enforceNodeAllocatable: ['pods'],
    failSwapOn: false,
    makeIPTablesUtilChains: false,
    oomScoreAdj: 0,
    maxOpenFiles: 20_000,
    maxPods: 100,
    podPidsLimit: 512,
    clusterDomain: 'cluster.local',
    clusterDNS: [plan.dnsService],
    resolvConf: '',
    nodeStatusUpdateFrequency: '2s',
    nodeStatusReportFrequency: '30s',
    nodeLeaseDurationSeconds: 40,
    syncFrequency: '10s',
    runtimeRequestTimeout: '2m',
    ...diskConfig,
    serializeImagePulls: false,
    volumeStatsAggPeriod: '5s',
  };
}

/** The machine's disk is not the node's own: its fullness says nothing about the pods. */
const diskConfig = {
  imageMinimumGCAge: '24h',
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  evictionHard: {
    'memory.available': '100Mi',
    'nodefs.available': '1%',
    'nodefs.inodesFree': '1%',
    'imagefs.available': '1%',
  },
};

function proxyConfig({ name, plan, proxyKubeconfig }: NodeLayout): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clusterCIDR: plan.pods,
    hostnameOverride: name,
    clientConnection: { kubeconfig: proxyKubeconfig },
    healthzBindAddress: '127.0.0.1:10256',
    metricsBindAddress: '127.0.0.1:10249',
    // The table of tracked connections is the whole machine's: its size is not ours to set.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    nftables: { syncPeriod: '30s', minSyncPeriod: '100ms' },
  };
}

/**
 * Each pod hangs on a link of its own and is reached by a route, not on a common bridge: all its traffic, that to a
 * neighbour included, then passes the node's forward chain, where Services and policies act on it.
 */
function cniConfig({ podRange }: NodeLayout): object {
  const ranges = [[{ subnet: podRange }]];
  const ipam = { type: 'host-local', dataDir: '/run/cni', ranges, routes: [{ dst: '0.0.0.0/0' }] };
  return {
    cniVersion: '1.0.0',
    name: 'stoa',
    plugins: [
      { type: 'ptp', ipMasq: false, ipam },
      { type: 'portmap', capabilities: { portMappings: true }, snat: true },
    ],
  };
}
