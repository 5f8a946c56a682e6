export * from './apply-platform.ts';
export { findCallee, notApplied, type Callee } from './callee.ts';
export { clusterErrors } from './cluster-errors.ts';
export { clusterTarget, homeNamespace } from './cluster-target.ts';
export type { Materials } from './materials.ts';
export { openAdmin, type ClusterAdmin } from './open-admin.ts';
export { openCluster, type Cluster, type OpenOptions } from './open-cluster.ts';
export { patienceMs } from './patience.ts';
export { readPlan, writePlan, type KeptPlan, type PlanWish } from './plan-file.ts';
export { platformObjects } from './platform-objects.ts';
export {
  preparePlatform,
  readMaterials,
  wantedObjects,
  type Prepared,
  type PrepareOptions,
} from './prepare-platform.ts';
export { restartPlatform, type ClusterRestart, type RestartPlatformOptions } from './restart-platform.ts';
export { secretsOf } from './secrets.ts';
export {
  followClusterLogs,
  readClusterLogs,
  type ClusterLogLine,
  type ClusterLogOptions,
} from './read-cluster-logs.ts';
export { statusPlatform, type ClusterComponent, type ClusterStatus } from './status-platform.ts';
