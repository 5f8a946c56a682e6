export { DrainJournal } from './drain-journal.ts';
export { sfuDrainEvidence, sfuDrainTotals, type SfuDrainRecord } from './drain-record.ts';
export { recordOf, type Coordinator, type DrainEntry, type DrainState } from './drain-state.ts';
export { makeSureOfPlaces } from './make-sure-of-places.ts';
export { roomsOn } from './rooms-on.ts';
export { SfuDrain, type SfuDrainDeps } from './sfu-drain.ts';
