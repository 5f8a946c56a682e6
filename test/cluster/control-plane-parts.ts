import { connect } from 'node:net';
import { run } from '@stoa/toolkit/base';
import { openApi } from './api.ts';
import {
  controlPlaneEnv,
  controlPlaneFlags,
  type ControlPlaneLayout,
  type ControlPlanePart,
} from './control-plane-flags.ts';
import { startDaemon, type Daemon } from './daemon.ts';
import { issue, writeKubeconfig, type Pki } from './pki.ts';
import { until } from './wait.ts';

export interface RunningParts {
  readonly daemons: ReadonlyMap<ControlPlanePart, Daemon>;
  /** Ends one part as a crash would (SIGKILL). */
  kill(part: ControlPlanePart): Promise<void>;
  /** Starts a part that was killed, with its data, and waits until the API server is ready again. */
  start(part: ControlPlanePart): Promise<void>;
}

export interface PartsOptions {
  readonly binary: string;
  readonly logs: string;
  readonly inside?: number;
  readonly keep?: boolean;
  /** Kubeconfig of the administrator, for asking whether it is ready. */
  readonly admin: string;
}

/** The users of the control plane, as Kubernetes' built-in RBAC roles name them. */
export async function issueControlPlane(
  pki: Pki,
  dns: readonly string[],
  ips: readonly string[],
): Promise<void> {
  const service = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const names = [...service, 'kubernetes.default.svc.cluster.local', 'localhost', ...dns];
  await issue(pki, [
    { name: 'apiserver', subject: '/CN=kube-apiserver', dns: names, ips: ['127.0.0.1', ...ips] },
    { name: 'apiserver-kubelet', subject: '/O=system:masters/CN=apiserver-kubelet-client' },
    { name: 'front-proxy', subject: '/CN=front-proxy' },
    { name: 'admin', subject: '/O=system:masters/CN=admin' },
    { name: 'controller-manager', subject: '/CN=system:kube-controller-manager' },
    { name: 'scheduler', subject: '/CN=system:kube-scheduler' },
  ]);
}

export async function controllerKubeconfigs(
  pki: Pki,
  server: string,
): Promise<ControlPlaneLayout['kubeconfigs']> {
  const [controllerManager, scheduler] = await Promise.all([
    writeKubeconfig(pki, 'controller-manager', server),
    writeKubeconfig(pki, 'scheduler', server),
  ]);
  return { controllerManager, scheduler };
}

/** Starts etcd, then the API server, and when that is ready the two controllers. */
export async function startParts(layout: ControlPlaneLayout, options: PartsOptions): Promise<RunningParts> {
  const flags = controlPlaneFlags(layout);
  const daemons = new Map<ControlPlanePart, Daemon>();
  const launch = async (part: ControlPlanePart) => {
    const command = [options.binary, part, ...flags[part]] as const;
    const daemon = await startDaemon({
      ...options,
      name: part,
      command: [...command],
      env: controlPlaneEnv,
    });
    daemons.set(part, daemon);
    return daemon;
  };
  const ready = async () => {
    const api = await openApi(options.admin);
    try {
      await until('the API server is ready', async () => (await api.text('/readyz')) === 'ok', {
        daemons: [...daemons.values()],
      });
    } finally {
      api.close();
    }
  };
  // The API server looks for etcd once a second; starting it into the void costs that second.
  const etcd = await launch('etcd');
  await until('etcd listens', () => listens(layout.etcdPorts.client, options.inside), { daemons: [etcd] });
  await launch('apiserver');
  await ready();
  await Promise.all([launch('controller-manager'), launch('scheduler')]);
  return {
    daemons,
    kill: async (part) => await daemons.get(part)?.stop('SIGKILL'),
    start: async (part) => {
      if (daemons.get(part)?.running()) return;
      await launch(part);
      await ready();
    },
  };
}

/** Pods can only be made when their namespace's ServiceAccount exists: the last thing a new cluster becomes. */
export async function waitForServiceAccount(admin: string, parts: RunningParts): Promise<void> {
  const api = await openApi(admin);
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  try {
    await until('ServiceAccount default exists', () => api.call('GET', path), {
      daemons: [...parts.daemons.values()],
    });
  } finally {
    api.close();
  }
}

/** Asked from inside the cluster's network namespace, where the loopback is another one. */
async function listens(port: number, inside?: number): Promise<boolean> {
  if (inside !== undefined) {
    const { stdout } = await run('nsenter', ['-t', String(inside), '-n', 'ss', '-Hltn', `sport = :${port}`]);
    return stdout !== '';
  }
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}
