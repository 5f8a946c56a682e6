export { contentHash, rollOnConfigChange } from './content-hash.ts';
export { dependsOnKey } from './depends-on.ts';
export { makePlan, type PlanOptions } from './make-plan.ts';
export * from './names.ts';
export * from './plan.ts';
export { inWaves, waveOf } from './waves.ts';
