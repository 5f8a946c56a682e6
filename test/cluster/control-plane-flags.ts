import { join } from 'node:path';
import type { Pki } from './pki.ts';

export type ControlPlanePart = 'etcd' | 'apiserver' | 'controller-manager' | 'scheduler';

export interface ControlPlaneLayout {
  readonly pki: Pki;
  /** Kubeconfigs of the two controllers. */
  readonly kubeconfigs: { readonly controllerManager: string; readonly scheduler: string };
  readonly dataFolder: string;
  /** Where the API server listens; 0.0.0.0 only inside a network namespace of the cluster's own. */
  readonly bind: string;
  /** The address by which others reach it. */
  readonly address: string;
  readonly port: number;
  readonly etcdPorts: { readonly client: number; readonly peer: number };
  readonly services: string;
  /** Real nodes: kubelets are asked with a client certificate, and node death is noticed within seconds. */
  readonly realNodes: boolean;
  /** Controllers ask as seldom as Kubernetes has it by default: for measuring, not for waiting. Default false. */
  readonly usualRates?: boolean;
}

/**
 * Environment of all parts. Go collects garbage whenever the heap has doubled, which for small heaps is all the time (a
 * tenth of an API server's work here); the limit keeps a large one from growing by four times.
 */
export const controlPlaneEnv = { GOGC: '400', GOMEMLIMIT: '1GiB' };

/** The command-line flags of each part, as data: what makes this cluster differ from a production one is here. */
export function controlPlaneFlags(layout: ControlPlaneLayout): Record<ControlPlanePart, string[]> {
  return {
    etcd: etcdFlags(layout),
    apiserver: apiServerFlags(layout),
    'controller-manager': controllerManagerFlags(layout),
    scheduler: [`--kubeconfig=${layout.kubeconfigs.scheduler}`, ...quiet, ...ratesOf(layout)],
  };
}

/** One instance of each, none of which serves anything: no election, no port, no own certificate. */
const quiet = ['--leader-elect=false', '--secure-port=0'];
/** The defaults (20 a second) make a new cluster wait seconds for its own ServiceAccounts. */
const ratesOf = ({ usualRates }: ControlPlaneLayout) =>
  usualRates ? [] : ['--kube-api-qps=500', '--kube-api-burst=1000'];

function etcdFlags({ dataFolder, etcdPorts }: ControlPlaneLayout): string[] {
  const client = `http://127.0.0.1:${etcdPorts.client}`;
  const peer = `http://127.0.0.1:${etcdPorts.peer}`;
  return [
    `--data-dir=${join(dataFolder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // The data lives as long as the cluster: a power cut may take it.
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function apiServerFlags(layout: ControlPlaneLayout): string[] {
  const { pki, dataFolder, realNodes } = layout;
  const server = pki.certificate('apiserver');
  const kubelet = pki.certificate('apiserver-kubelet');
  const front = pki.certificate('front-proxy');
  return [
    `--etcd-servers=http://127.0.0.1:${layout.etcdPorts.client}`,
    `--bind-address=${layout.bind}`,
    `--secure-port=${layout.port}`,
    `--advertise-address=${layout.address}`,
    `--service-cluster-ip-range=${layout.services}`,
    `--cert-dir=${join(dataFolder, 'apiserver')}`,
    `--tls-cert-file=${server.crt}`,
    `--tls-private-key-file=${server.key}`,
    `--client-ca-file=${pki.ca}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--allow-privileged=true',
    `--service-account-key-file=${join(pki.folder, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(pki.folder, 'sa.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--kubelet-client-certificate=${kubelet.crt}`,
    `--kubelet-client-key=${kubelet.key}`,
    `--kubelet-certificate-authority=${pki.ca}`,
    '--kubelet-preferred-address-types=InternalIP',
    // Aggregated APIs (metrics-server) learn from these headers on whose behalf they are asked.
    `--requestheader-client-ca-file=${pki.ca}`,
    '--requestheader-allowed-names=front-proxy',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${front.crt}`,
    `--proxy-client-key-file=${front.key}`,
    // A lone control plane has no pods that could reach an endpoint on 127.0.0.1, which is refused as one anyway.
    ...(realNodes ? [] : ['--endpoint-reconciler-type=none']),
  ];
}

function controllerManagerFlags(layout: ControlPlaneLayout): string[] {
  const { pki, kubeconfigs, realNodes } = layout;
  return [
    `--kubeconfig=${kubeconfigs.controllerManager}`,
    ...quiet,
    ...ratesOf(layout),
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${join(pki.folder, 'sa.key')}`,
    `--root-ca-file=${pki.ca}`,
    `--cluster-signing-cert-file=${pki.ca}`,
    `--cluster-signing-key-file=${pki.caKey}`,
    // Autoscaling answers within a test's patience; in production these are 15 s, 5 min, 30 s and 5 min.
    '--horizontal-pod-autoscaler-sync-period=2s',
    '--horizontal-pod-autoscaler-cpu-initialization-period=5s',
    '--horizontal-pod-autoscaler-initial-readiness-delay=2s',
    '--horizontal-pod-autoscaler-downscale-stabilization=10s',
    // A dead node is noticed after 20 s instead of 50 s.
    ...(realNodes ? ['--node-monitor-period=1s', '--node-monitor-grace-period=20s'] : []),
  ];
}
