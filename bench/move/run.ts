import { dirname, join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { Crowd, measureEvent, type EventRecord } from '@stoa/toolkit/probe';
import { startPlatform, type TestPlatform } from '../../test/support/platform.ts';

/**
 * What moving a live room to another SFU costs its callers: `node bench/move/run.ts [RUNS]`. Three callers in a process
 * of their own, who merge what comes over both ways; the largest pause of each stream is held against the same run's
 * pause before the move. Break-before-make, an SFU that is killed, is the control. Then ten rooms at once.
 */
const runs = Number(process.argv[2] ?? 6);
const stoa = join(import.meta.dirname, '../../bin/stoa');
/** Goals: pause over the same run's base, ms. */
const goals = { audio: 40, video: 60 } as const;
const kinds = ['audio', 'video'] as const;

type Kind = (typeof kinds)[number];

function openCrowd({ report, ca }: TestPlatform, rooms: number): Promise<Crowd> {
  const where = { urls: report.urls.https, ca, address: report.mediaAddress };
  return Crowd.open({ ...where, rooms, perRoom: 3, talkMs: null, joinTimeoutMs: 60_000 });
}

function stoaDoes({ report }: TestPlatform, ...args: string[]): Promise<unknown> {
  return run(stoa, [...args, '--state-dir', dirname(report.evidenceDir), '-o', 'json']);
}

async function sfuOf(crowd: Crowd): Promise<string> {
  const [room] = await crowd.look();
  return room?.sfu.after ?? '';
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const over = (record: EventRecord, kind: Kind) => record.gapMs[kind].max - record.baseGapMs[kind].max;

function print(title: string, records: readonly EventRecord[]): void {
  for (const kind of kinds) {
    const gaps = records.map((record) => record.gapMs[kind].max);
    const bases = records.map((record) => record.baseGapMs[kind].max);
    console.log(
      `  ${title}, ${kind}: gap ${Math.min(...gaps)}/${median(gaps)}/${Math.max(...gaps)} ms (min/median/max of ${records.length}), ` +
        `base ${Math.min(...bases)}/${median(bases)}/${Math.max(...bases)} ms`,
    );
  }
  const lost = records.reduce((sum, { packets }) => sum + packets.lost, 0);
  const cut = records.reduce((sum, { calls }) => sum + calls.cut, 0);
  console.log(
    `  ${title}: ${lost} packets lost, ${cut} calls cut, ${median(records.map((r) => r.tookMs))} ms each`,
  );
}

/** One room of three goes to and fro. */
async function moveOneRoom(platform: TestPlatform): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(await openCrowd(platform, 1), (open) => open.close());
  const moves: EventRecord[] = [];
  for (let index = 0; index < runs; index += 1) {
    const from = await sfuOf(crowd);
    moves.push(await measureEvent(crowd, { event: 'move' }, () => stoaDoes(platform, 'drain', 'sfu', from)));
    await stoaDoes(platform, 'uncordon', 'sfu', from);
  }
  print('make-before-break', moves);
  const from = await sfuOf(crowd);
  const broken = await measureEvent(crowd, { event: 'kill', settleMs: 6_000 }, async () => {
    process.kill(await platform.pidOf(from), 'SIGKILL');
  });
  print('break-before-make', [broken]);
  for (const kind of kinds) {
    const extra = median(moves.map((record) => over(record, kind)));
    const met = extra <= goals[kind] ? 'met' : 'NOT MET';
    const control = over(broken, kind) / Math.max(1, extra);
    console.log(
      `  ${kind}: ${extra} ms over the base (median; goal ${goals[kind]}: ${met}), ${control.toFixed(1)} times less than the control`,
    );
  }
  if (moves.some(({ packets, calls }) => packets.lost > 0 || calls.cut > 0)) process.exitCode = 5;
}

async function moveTenRooms(platform: TestPlatform): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(await openCrowd(platform, 10), (open) => open.close());
  const windows = await crowd.look();
  const count = (sfu: string) => windows.filter((room) => room.sfu.after === sfu).length;
  const [from, to] = ['janus-0', 'janus-1'];
  console.log(`  ten rooms: ${count(from)} on ${from}, ${count(to)} on ${to}`);
  // First everything to one SFU, so that the measured move is one of all ten.
  await stoaDoes(platform, 'drain', 'sfu', from);
  await stoaDoes(platform, 'uncordon', 'sfu', from);
  const record = await measureEvent(crowd, { event: 'ten rooms' }, () =>
    stoaDoes(platform, 'drain', 'sfu', to),
  );
  await stoaDoes(platform, 'uncordon', 'sfu', to);
  print('ten rooms', [record]);
  if (record.packets.lost > 0 || record.calls.cut > 0) process.exitCode = 5;
}

const platform = await startPlatform();
try {
  await moveOneRoom(platform);
  await moveTenRooms(platform);
} finally {
  await platform[Symbol.asyncDispose]();
}
