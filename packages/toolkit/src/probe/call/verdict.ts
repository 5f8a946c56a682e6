import type { CallErrorCode } from '../probe-errors.ts';
import { pathViolation } from '../rtc/index.ts';
import type { CallParticipant, CallProblem, CallStream } from './report.ts';

export interface CallLimits {
  /** Share of packets that may be missing, 0 to 1. */
  readonly maxLoss: number;
  /** Longest pause that may be, ms. */
  readonly maxGapMs: number;
}

export const defaultCallLimits: CallLimits = { maxLoss: 0.02, maxGapMs: 1_000 };

/** Fewer packets than this say nothing about a share of loss. */
const enoughPackets = 20;

function problem(
  code: CallErrorCode,
  participant: string | null,
  message: string,
  hint: string,
): CallProblem {
  return { code, participant, message, hint };
}

function judgePath({ name, path, connections }: CallParticipant): CallProblem[] {
  return connections.flatMap(({ role, pair }) => {
    const violation = pair === null ? undefined : pathViolation(path, pair);
    if (violation === undefined) return [];
    const hint =
      'media must not take another way than asked for; check the TURN server with: stoa turn check';
    return [problem('CALL_NOT_RELAYED', name, `${role}: ${violation}`, hint)];
  });
}

/** Packets that the sender made and the receiver never saw; the end of a stream that broke off is among them. */
function missing({ sent, packets, lost }: CallStream): number {
  // The last few may still be on their way when the window closes.
  return Math.max(lost, sent - packets - enoughPackets);
}

function judgeStream(stream: CallStream, limits: CallLimits): CallProblem[] {
  const { from, to, kind, packets, sent, largestGapMs } = stream;
  if (packets === 0) {
    const text = `${to} received no ${kind} from ${from}`;
    return [
      problem('CALL_NO_MEDIA', to, text, 'look at the media path of both, and at the SFU: stoa status'),
    ];
  }
  const found: CallProblem[] = [];
  const share = missing(stream) / Math.max(1, sent);
  if (sent >= enoughPackets && share > limits.maxLoss) {
    const percent = (share * 100).toFixed(1);
    const text = `${percent} % of the ${kind} from ${from} did not reach ${to} (${missing(stream)} of ${sent} packets)`;
    const hint = `more than ${limits.maxLoss * 100} % is too much: look for an overloaded machine or link`;
    found.push(problem('CALL_LOSS', to, text, hint));
  }
  if (largestGapMs > limits.maxGapMs) {
    const text = `${kind} from ${from} to ${to} paused for ${Math.round(largestGapMs)} ms`;
    found.push(problem('CALL_GAP', to, text, `at most ${limits.maxGapMs} ms are allowed`));
  }
  return found;
}

/**
 * What is wrong with a call, from its figures alone. Participants that did not get in are told by `failed` (their own
 * failure is the problem) and no stream to or from them is judged.
 */
export function judgeCall(
  participants: readonly CallParticipant[],
  streams: readonly CallStream[],
  failed: readonly CallProblem[],
  limits: CallLimits = defaultCallLimits,
): CallProblem[] {
  const out = new Set(failed.map(({ participant }) => participant));
  const judged = participants.filter(({ name }) => !out.has(name));
  const problems = [
    ...failed,
    ...judged.flatMap(judgePath),
    ...streams
      .filter(({ from, to }) => !out.has(from) && !out.has(to))
      .flatMap((s) => judgeStream(s, limits)),
  ];
  if (problems.length === 0 && judged.length < 2) {
    const text = `only ${judged.length} participant was in the call, so nothing was proved`;
    problems.push(
      problem('CALL_NO_MEDIA', null, text, 'call with two participants or more (--participants)'),
    );
  }
  return problems;
}
