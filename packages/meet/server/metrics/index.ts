export { noteMessage, noteReport, noteMoves, noteRoom } from './note.ts';
export { metricTable, otherLabel, type MetricName, type MetricSpec } from './table.ts';
