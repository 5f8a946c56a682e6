export { drainEvidence, drainTotals, type DrainRecord } from './drain-record.ts';
export { Drain } from './drain.ts';
export { planMoves, type Pace } from './plan-moves.ts';
