export {
  adminClients,
  drainRelay,
  undoRelayDrain,
  type DrainRelayOptions,
  type DrainRelayReport,
} from './admin/index.ts';
export { downLocal, type DownOptions, type DownReport } from './down.ts';
export { localTarget } from './local-target.ts';
export { localErrors } from './local-errors.ts';
export { readLogs, type LogLine, type LogOptions } from './logs.ts';
export type { ComponentKind, LocalPlan, LocalUrls, MissingPart, PortUse, Programs } from './model.ts';
export { planLocal } from './plan.ts';
export type { LocalOptions } from './prepare.ts';
export {
  loadRunning,
  loadRunningDoor,
  loadRunningRelay,
  roomUrl,
  type RunningDoor,
  type RunningPlatform,
  type RunningRelay,
  type UpReport,
} from './report.ts';
export { restartLocal, type RestartedComponent, type RestartOptions, type RestartReport } from './restart.ts';
export {
  statusLocal,
  watchStatus,
  type ComponentStatus,
  type PlatformStatus,
  type StatusOptions,
} from './status.ts';
export { upLocal } from './up.ts';
