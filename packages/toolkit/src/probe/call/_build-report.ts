import type { ParticipantStats } from '../participant/index.ts';
import type { CallPlan } from './options.ts';
import type { CallParticipant, CallProblem, CallReport, CallStream } from './report.ts';
import { judgeCall } from './verdict.ts';

export interface CallFigures {
  readonly plan: CallPlan;
  readonly startedAt: Date;
  readonly measuredMs: number;
  readonly eventLoopDelayMs: { readonly p99: number; readonly max: number };
  readonly participants: readonly { readonly name: string; readonly stats: ParticipantStats }[];
  /** Participants that could not join or lost their session. */
  readonly failed: readonly CallProblem[];
  /** Participants in the room that are not ours. */
  readonly others: number;
}

const nothing = {
  packets: 0,
  lost: 0,
  duplicates: 0,
  reordered: 0,
  jitterMs: 0,
  delayMs: null,
  firstMs: null,
};

/** Puts the participants' figures together and judges them; pure. */
export function buildReport(figures: CallFigures, finishedAt: Date = new Date()): CallReport {
  const { plan, failed } = figures;
  const streams = pairStreams(figures);
  const participants = figures.participants.map(({ name, stats }) => participantOf(name, stats, streams));
  const problems = judgeCall(participants, streams, failed, plan.limits);
  return {
    schema: 'stoa.call/v1',
    ok: problems.length === 0,
    room: plan.room,
    urls: [...plan.urls],
    mode: figures.participants.find(({ stats }) => stats.mode !== null)?.stats.mode ?? null,
    startedAt: figures.startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    measuredMs: Math.round(figures.measuredMs),
    participants,
    streams,
    others: {
      participants: figures.others,
      packets: figures.participants.reduce((sum, { stats }) => sum + stats.unstamped, 0),
    },
    eventLoopDelayMs: {
      p99: Math.round(figures.eventLoopDelayMs.p99),
      max: Math.round(figures.eventLoopDelayMs.max),
    },
    problems,
  };
}

function participantOf(
  name: string,
  stats: ParticipantStats,
  streams: readonly CallStream[],
): CallParticipant {
  const first = streams.filter(({ to }) => to === name).map(({ firstMs }) => firstMs);
  const complete = first.length > 0 && first.every((at) => at !== null);
  return {
    name,
    path: stats.path,
    participant: stats.participant,
    backend: stats.backend,
    welcomeMs: stats.welcomeMs,
    connectedMs: stats.connectedMs,
    joinMs: complete ? Math.max(stats.connectedMs ?? 0, ...first.map((at) => at ?? 0)) : null,
    connections: stats.connections.map((connection) => ({ ...connection })),
    sent: stats.sent,
    resumes: stats.resumes,
    longestAwayMs: stats.longestAwayMs,
    rebuilt: stats.rebuilt,
  };
}

/** One row for each ordered pair and kind, also where nothing came: a silent stream must not be overlooked. */
function pairStreams({ participants, plan, measuredMs, failed }: CallFigures): CallStream[] {
  const out = new Set(failed.map(({ participant }) => participant));
  const inCall = participants.filter(({ name }) => !out.has(name));
  return inCall.flatMap((to) =>
    inCall
      .filter((from) => from !== to)
      .flatMap((from) =>
        plan.kinds.map((kind): CallStream => {
          const stream = to.stats.streams.find((s) => s.from === from.stats.participant && s.kind === kind);
          const sent = from.stats.sent[kind];
          if (stream === undefined) {
            return {
              from: from.name,
              to: to.name,
              kind,
              sent,
              ...nothing,
              largestGapMs: Math.round(measuredMs),
            };
          }
          const { packets, lost, duplicates, reordered, largestGapMs, jitterMs, delayMs } = stream;
          const counts = { packets, lost, duplicates, reordered, largestGapMs, jitterMs };
          return { from: from.name, to: to.name, kind, sent, ...counts, delayMs, firstMs: stream.firstMs };
        }),
      ),
  );
}
