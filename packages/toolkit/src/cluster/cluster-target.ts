import type { KubernetesTarget, Platform } from '../config/index.ts';
import { clusterErrors } from './cluster-errors.ts';

/** @throws CLUSTER_TARGET_OTHER when the platform does not run on a cluster */
export function clusterTarget({ target }: Pick<Platform, 'target'>): KubernetesTarget {
  if (target.type === 'kubernetes') return target;
  throw clusterErrors.make(
    'CLUSTER_TARGET_OTHER',
    `target.type is ${target.type}, but this command works on a Kubernetes cluster`,
    { hint: 'use a config with target.type: kubernetes' },
  );
}

/** Namespace of the platform: its set, lock, history and materials lie there. */
export function homeNamespace(platform: Pick<Platform, 'name' | 'target'>): string {
  return clusterTarget(platform).namespace ?? platform.name;
}
