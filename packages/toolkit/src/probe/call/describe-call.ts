import { randomBytes } from 'node:crypto';
import { evidenceId, type Evidence } from '../../evidence/index.ts';
import type { CallParticipant, CallReport } from './report.ts';

/** One row of the table a call is shown as. */
export interface CallRow {
  readonly participant: string;
  readonly path: string;
  readonly join: string;
  readonly candidates: string;
  readonly packets: string;
  readonly loss: string;
  readonly gap: string;
  readonly rtt: string;
  readonly ok: boolean;
}

export const callColumns = [
  'participant',
  'path',
  'join',
  'candidates',
  'packets',
  'loss',
  'gap',
  'rtt',
] as const satisfies readonly (keyof CallRow)[];

function candidatesOf({ connections }: CallParticipant): string {
  const pairs = connections.flatMap(({ pair }) => {
    if (pair === null) return [];
    const { local, remote } = pair;
    const how = local.relayProtocol === null ? local.protocol : `${local.relayProtocol} ${local.relayServer}`;
    return [`${local.type}/${how} → ${remote.type} ${remote.address}`];
  });
  return [...new Set(pairs)].join('; ') || '–';
}

function rowOf(participant: CallParticipant, report: CallReport): CallRow {
  const { name, path, joinMs, connections } = participant;
  const received = report.streams.filter(({ to }) => to === name);
  const sum = (pick: (stream: (typeof received)[number]) => number) =>
    received.reduce((n, s) => n + pick(s), 0);
  const packets = sum((s) => s.packets);
  const lost = sum((s) => s.lost);
  const rtts = connections.flatMap(({ pair }) => (pair?.rttMs == null ? [] : [pair.rttMs]));
  return {
    participant: name,
    path,
    join: joinMs === null ? '–' : `${joinMs} ms`,
    candidates: candidatesOf(participant),
    packets: String(packets),
    loss: packets + lost === 0 ? '–' : `${((lost / (packets + lost)) * 100).toFixed(2)} %`,
    gap: received.length === 0 ? '–' : `${Math.round(Math.max(...received.map((s) => s.largestGapMs)))} ms`,
    rtt: rtts.length === 0 ? '–' : `${Math.max(...rtts).toFixed(1)} ms`,
    ok: !report.problems.some((problem) => problem.participant === name),
  };
}

/** The call as table rows, one for each participant; packets, loss and gap are what it received. */
export function describeCall(report: CallReport): CallRow[] {
  return report.participants.map((participant) => rowOf(participant, report));
}

/** The call as evidence; the whole report is its data. `platform`: name of the platform that was called. */
export function callEvidence(report: CallReport, platform: string): Evidence {
  const packets = report.streams.reduce((n, s) => n + s.packets, 0);
  const lost = report.streams.reduce((n, s) => n + s.lost, 0);
  const gap = Math.max(0, ...report.streams.map((s) => s.largestGapMs));
  const paths = [...new Set(report.participants.map(({ path }) => path))].join(', ');
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId('call', new Date(report.startedAt), randomBytes(2).toString('hex')),
    operation: 'call',
    platform,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    ok: report.ok,
    summary: [
      `${report.participants.length} participants in room ${report.room}, paths ${paths}, measured for ${report.measuredMs} ms`,
      `${packets} packets received, ${lost} lost, longest pause ${Math.round(gap)} ms`,
      ...report.problems.map(
        ({ code, participant, message }) => `${code} ${participant ?? 'call'}: ${message}`,
      ),
    ],
    data: { report },
  };
}
