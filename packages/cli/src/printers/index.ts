export { jsonlPrinter } from './jsonl.ts';
export { plainLine, plainPrinter } from './plain.ts';
export type { ProgressPrinter } from './printer.ts';
export { formatMs, oneLine, painter, printable, width, type Paint, type Style } from './style.ts';
export { formatTable, type Column } from './table.ts';
export { terminalPrinter } from './terminal.ts';
export { printFailure } from './failure.ts';
export { formatFindings } from './findings.ts';
