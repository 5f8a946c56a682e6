export { readLaunch, type Launch } from './launch.ts';
export { startSupervisor } from './start.ts';
export { runSupervisor, supervisorLog } from './supervisor.ts';
