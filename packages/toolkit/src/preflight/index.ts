export { preflight, type PreflightOptions } from './preflight.ts';
export { preflightErrors, type PreflightCode } from './preflight-errors.ts';
export type { CheckReport, PreflightFinding, PreflightReport } from './report.ts';
