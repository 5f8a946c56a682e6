import { resolve } from 'node:path';
import type { KubernetesTarget, Platform } from '../config/index.ts';
import { connect, loadAccess, objectSet, type KubeClient, type ObjectSet } from '../kube/index.ts';
import { clusterTarget, homeNamespace } from './cluster-target.ts';

export interface OpenOptions {
  readonly platform: Platform;
  /** Folder of the config file; `target.kubeconfig` is relative to it. */
  readonly baseDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; instead of the config's. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** A platform and the cluster that it is for. */
export interface Cluster {
  readonly platform: Platform;
  readonly target: KubernetesTarget;
  readonly client: KubeClient;
  readonly set: ObjectSet;
  close(): void;
}

/**
 * Finds the cluster of a platform by the config, else as kubectl does, else as the pod that this runs in. Sends nothing.
 * @throws CLUSTER_TARGET_OTHER, KUBE_CONFIG_*
 */
export async function openCluster(options: OpenOptions): Promise<Cluster> {
  const { platform, baseDir, env } = options;
  const target = clusterTarget(platform);
  const configured = target.kubeconfig === undefined ? undefined : resolve(baseDir, target.kubeconfig);
  const kubeconfig = options.kubeconfig ?? configured;
  const context = options.context ?? target.context;
  const access = await loadAccess({
    env,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  const client = connect(access);
  const set = objectSet(platform.name, homeNamespace(platform));
  return { platform, target, client, set, close: () => client.close() };
}
