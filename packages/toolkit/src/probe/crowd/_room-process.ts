// The program of one room's process: `fork(this file)`, then messages of _wire.ts.
import { StoaError } from '../../base/index.ts';
import { startCall, type LiveCall } from '../call/index.ts';
import { Talk } from './_talk.ts';
import type { FromRoom, OpenRoom, ToRoom } from './_wire.ts';
import type { RoomWindow } from './room-window.ts';

interface Running {
  readonly call: LiveCall;
  readonly talk: Talk | undefined;
  markedAt: number;
  sfu: string | null;
  /** Media connections made anew until the mark, by participant. */
  rebuilt: readonly number[];
}

let running: Running | undefined;

function rebuiltOf(call: LiveCall): number[] {
  return call.participants.map(({ synthetic }) => synthetic.stats().rebuilt);
}

function sfuOf(call: LiveCall): string | null {
  return call.participants[0]?.synthetic.view.sfu ?? null;
}

async function open({ options, talkMs }: OpenRoom): Promise<void> {
  const call = await startCall(options);
  const people = call.participants.map(({ synthetic }) => synthetic);
  const talk = talkMs === null ? undefined : new Talk(people, talkMs);
  running = { call, talk, markedAt: performance.now(), sfu: sfuOf(call), rebuilt: rebuiltOf(call) };
}

function opened(): Running {
  if (!running) throw new Error('the room is not open');
  return running;
}

function mark(): void {
  const room = opened();
  room.call.mark();
  room.talk?.mark();
  room.markedAt = performance.now();
  room.sfu = sfuOf(room.call);
  room.rebuilt = rebuiltOf(room.call);
}

async function look(): Promise<RoomWindow> {
  const { call, talk, markedAt, sfu, rebuilt: rebuiltBefore } = opened();
  const measuredMs = performance.now() - markedAt;
  const report = call.report();
  const people = call.participants.map(({ name, synthetic, failure }, index) => {
    const { backend, moves, resumes, longestAwayMs, relayMoves = 0, rebuilt } = synthetic.stats();
    const problem = failure ?? synthetic.problems[0];
    const rebuiltNow = rebuilt - (rebuiltBefore[index] ?? 0);
    return {
      name,
      backend,
      moves,
      resumes,
      longestAwayMs,
      relayMoves,
      rebuilt: rebuiltNow,
      failure: problem?.message ?? null,
    };
  });
  const streams = report.streams.map(({ kind, largestGapMs, lost, duplicates }) => ({
    kind,
    gapMs: largestGapMs,
    lost,
    duplicates,
  }));
  const chat = (await talk?.account()) ?? { stored: 0, refused: 0, due: 0, delivered: 0, duplicated: 0 };
  return {
    room: call.plan.room,
    measuredMs,
    sfu: { before: sfu, after: sfuOf(call) },
    participants: people,
    streams,
    chat,
    lateMs: report.eventLoopDelayMs.max,
  };
}

async function close(): Promise<void> {
  const room = running;
  running = undefined;
  await room?.talk?.stop();
  await room?.call.stop();
}

async function carryOut(message: ToRoom): Promise<FromRoom> {
  const { id } = message;
  try {
    if (message.type === 'open') await open(message);
    else if (message.type === 'mark') mark();
    else if (message.type === 'look') return { id, window: await look() };
    else await close();
    return { id };
  } catch (error) {
    const known = error instanceof StoaError;
    return { id, problem: known ? `${error.code}: ${error.message}` : String(error) };
  }
}

process.on('message', (message: ToRoom) => {
  void carryOut(message).then((answer) => process.send?.(answer));
});
// Whoever started this process has ended: there is nobody to report to.
process.once('disconnect', () => void close().finally(() => process.exit(0)));
// Ctrl-C in a terminal reaches the whole group; the parent closes the rooms in order.
process.on('SIGINT', () => {});
