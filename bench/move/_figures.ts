import { kinds, type Kind, type Measured } from './_measure.ts';

/** A calm time with longer pauses says that the machine was busy with something else: such a run is not judged, ms. */
export const busyMs = 100;

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

type Windows = Measured['before'];

function gaps(windows: Windows, kind: Kind): number[] {
  return windows.flatMap(({ streams }) => streams.filter((s) => s.kind === kind).map(({ gapMs }) => gapMs));
}

export function isBusy({ before }: Measured): boolean {
  return Math.max(...gaps(before, 'audio')) > busyMs;
}

/** The largest pauses of all streams of all runs. */
export function gapOf(runs: readonly Measured[], kind: Kind, when: 'before' | 'after'): Spread {
  return spread(runs.flatMap((run) => gaps(run[when], kind)));
}

/** How much longer the p99 pause was than in the calm time of the same runs, ms. */
export function overBase(runs: readonly Measured[], kind: Kind): number {
  return gapOf(runs, kind, 'after').p99 - gapOf(runs, kind, 'before').p99;
}

/** How late the participants' own processes were at most, ms: part of every pause. */
function lateness(runs: readonly Measured[], when: 'before' | 'after'): Spread {
  return spread(runs.map((run) => Math.max(...run[when].map(({ lateMs }) => lateMs))));
}

export function lostIn(runs: readonly Measured[]): number {
  const streams = runs.flatMap(({ after }) => after.flatMap((room) => room.streams));
  return streams.reduce((sum, { lost }) => sum + lost, 0);
}

/** Out of the call, or without a stream for two seconds. */
export function cutIn(runs: readonly Measured[]): number {
  const rooms = runs.flatMap(({ after }) => after);
  return rooms.filter(
    ({ participants, streams }) =>
      participants.some(({ failure }) => failure !== null) || streams.some(({ gapMs }) => gapMs > 2_000),
  ).length;
}

const text = ({ p50, p99, max }: Spread) => `${p50}/${p99}/${max}`;

export function print(title: string, runs: readonly Measured[]): void {
  const lines = kinds.map(
    (kind) =>
      `${kind}: gap ${text(gapOf(runs, kind, 'after'))} ms, base ${text(gapOf(runs, kind, 'before'))} ms`,
  );
  const late = `the participants' own processes were late by ${text(lateness(runs, 'after'))} ms, base ${text(lateness(runs, 'before'))} ms`;
  const counts = `${lostIn(runs)} packets lost, ${cutIn(runs)} rooms cut, ${spread(runs.map((r) => r.tookMs)).p50} ms each`;
  for (const line of [...lines, late, counts]) console.log(`  ${title}, ${line}`);
}

/** Holds the p99 pause over the base against a goal, in words. */
export function judge(title: string, runs: readonly Measured[], goals: Readonly<Record<Kind, number>>): void {
  for (const kind of kinds) {
    const extra = overBase(runs, kind);
    const met = extra <= goals[kind] ? 'met' : 'NOT MET';
    console.log(`  ${title}, ${kind}: p99 ${extra} ms over the base; goal ${goals[kind]}: ${met}`);
  }
}
