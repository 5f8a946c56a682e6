export { MessageTally } from './message-tally.ts';
export { noteReport, noteMoves, noteRoom } from './note.ts';
export { metricTable, otherLabel, type MetricName, type MetricSpec } from './table.ts';
