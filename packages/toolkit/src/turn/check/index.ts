export { addressKind, type PeerKind } from './address-kind.ts';
export { checkTurn } from './check-turn.ts';
export { checkOptionsFrom, type CheckArguments } from './command-options.ts';
export { describeTurnReport, type TurnReportText } from './describe.ts';
export { joinRelays, measureEcho, type EchoOptions } from './echo.ts';
export type { TurnCheckOptions } from './options.ts';
export { turnReportSchema } from './report-schema.ts';
export type {
  EchoReport,
  LatencyReport,
  PathReport,
  PathsReport,
  PermissionProbe,
  TlsReport,
  TurnFinding,
  TurnReport,
  TurnUrlReport,
} from './report.ts';
