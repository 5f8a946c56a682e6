export { adminErrors } from './admin-errors.ts';
export { AdminClient, askAny, type SfuView } from './client.ts';
export { cordonSfu, lookAtSfus } from './cordon-sfu.ts';
export { cancelSfuDrain, drainSfu, type DrainSfuOptions, type DrainSfuReport } from './drain-sfu.ts';
export type { KeepEvidence } from './sfu-drain-evidence.ts';
