export { drainEvidence, drainTotals, type DrainRecord } from './drain-record.ts';
export { Drain } from './drain.ts';
export { type Pace } from './plan-moves.ts';
