import type { PathReport, TurnFinding, TurnReport, TurnUrlReport } from './report.ts';

/** A report made ready for printing: a table of text, and the findings with the URL they belong to. */
export interface TurnReportText {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly findings: readonly (TurnFinding & { readonly url: string })[];
}

const columns = [
  'URL',
  'RESULT',
  'RELAYED',
  'ALLOCATE',
  'ECHO',
  'P50',
  'P99',
  'RELAY FIRST',
  'PEER FIRST',
] as const;

function micros(value: number | undefined): string {
  if (value === undefined) return '-';
  return value < 10_000 ? `${value} µs` : `${(value / 1000).toFixed(1)} ms`;
}

function path(report: PathReport | undefined): string {
  if (!report) return '-';
  return report.skipped === undefined
    ? `${report.there}/${report.sent} ↔ ${report.back}/${report.sent}`
    : 'skipped';
}

function row({ url, ok, relayed, timings, paths, findings }: TurnUrlReport): string[] {
  const echo = paths.relayToRelay;
  const allocate = timings['allocate'];
  const failure = findings.find(({ severity }) => severity === 'error')?.code ?? 'failed';
  return [
    url,
    ok ? 'ok' : failure,
    relayed ? `${relayed.address}:${relayed.port}` : '-',
    allocate === undefined ? '-' : `${allocate.toFixed(1)} ms`,
    echo ? `${echo.received}/${echo.sent}` : '-',
    micros(echo?.p50Us),
    micros(echo?.p99Us),
    path(paths.relayFirst),
    path(paths.peerFirst),
  ];
}

const order = { error: 0, warning: 1, info: 2 } as const;

/** Table rows, one a URL, and all findings, the worst first. */
export function describeTurnReport(report: TurnReport): TurnReportText {
  const findings = report.urls
    .flatMap(({ url, findings }) => findings.map((finding) => ({ ...finding, url })))
    .sort((a, b) => order[a.severity] - order[b.severity]);
  return { columns, rows: report.urls.map(row), findings };
}
