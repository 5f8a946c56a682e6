export { sfuDrainEvidence, sfuDrainTotals, type SfuDrainRecord } from './drain-record.ts';
export { SfuDrain, type SfuDrainDeps, type SfuDrainEvent } from './sfu-drain.ts';
export { roomsOn } from './rooms-on.ts';
