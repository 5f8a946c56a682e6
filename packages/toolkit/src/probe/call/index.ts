export { callColumns, callEvidence, describeCall, type CallRow } from './describe-call.ts';
export { LiveCall, startCall, type LiveParticipant } from './live-call.ts';
export { planCall, type CallOptions } from './options.ts';
export { placeCall } from './place-call.ts';
export {
  callReportJsonSchema,
  callReportSchema,
  type CallParticipant,
  type CallProblem,
  type CallReport,
  type CallStream,
} from './report.ts';
export { defaultCallLimits, judgeCall, type CallLimits } from './verdict.ts';
