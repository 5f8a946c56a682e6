import { sleep } from '@stoa/toolkit/base';
import type { Crowd } from '@stoa/toolkit/probe';
import { startPlatform, type TestPlatform } from '../../test/support/platform.ts';
import { busyMs, cutIn, isBusy, judge, lostIn, overBase, print } from './_figures.ts';
import { movePictures } from './_picture.ts';
import { deaths } from './_death.ts';
import { drain, kill, kinds, measure, openCrowd, sfuOf, uncordon, type Measured } from './_measure.ts';

/**
 * What it costs callers when their live room goes to another SFU: `node bench/move/run.ts [RUNS] [CASE …]`. Three
 * callers in a process of their own, who merge what comes over both ways; the largest pause of each stream (p50/p99/max
 * over all streams and runs) is held against the calm time before it in the same run. Cases: `one` room that is moved,
 * and as the control broken before it is made, by an SFU that is killed; `standby`: an SFU that is killed while
 * everybody has a leg in reserve; `ten` rooms at once, moved and then killed; `death`: an SFU that is
 * killed under 3, 6, 12 and 30 callers, and who uses the processors then; `picture`: what two browsers show meanwhile.
 */
const runs = Number(process.argv[2] ?? 10);
const wanted = process.argv.slice(3);
/** Pause over the base, ms. */
const goals = { audio: 40, video: 60 } as const;
const standbyGoals = { audio: 60, video: 60 } as const;

/** Repeats a measurement until enough of them had a calm time before them. */
async function repeat(count: number, once: () => Promise<Measured>): Promise<Measured[]> {
  const kept: Measured[] = [];
  let busy = 0;
  while (kept.length < count && busy < count) {
    const run = await once();
    if (isBusy(run)) busy += 1;
    else kept.push(run);
  }
  if (busy > 0) console.log(`  ${busy} runs not counted: pauses over ${busyMs} ms before anything happened`);
  return kept;
}

function expectWhole(measured: readonly Measured[], { lossless }: { lossless: boolean }): void {
  if (cutIn(measured) > 0 || (lossless && lostIn(measured) > 0)) process.exitCode = 5;
}

async function moveOnce(platform: TestPlatform, crowd: Crowd): Promise<Measured> {
  const from = await sfuOf(crowd);
  const measured = await measure(crowd, () => drain(platform, from));
  await uncordon(platform, from);
  return measured;
}

interface KillTimes {
  /** How long is measured after it. */
  readonly settleMs: number;
  /** The SFU has to be back before the next. */
  readonly backMs: number;
}

/** Kills the SFU that carries the (first) room. */
async function killOnce(
  platform: TestPlatform,
  crowd: Crowd,
  { settleMs, backMs }: KillTimes,
): Promise<Measured> {
  const from = await sfuOf(crowd);
  const measured = await measure(crowd, () => kill(platform, from), settleMs);
  await sleep(backMs);
  return measured;
}

async function oneRoom(): Promise<void> {
  await using platform = await startPlatform();
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(await openCrowd(platform, 1), (open) => open.close());
  const moved = await repeat(runs, () => moveOnce(platform, crowd));
  print('make-before-break', moved);
  const broken = await repeat(3, () => killOnce(platform, crowd, { settleMs: 4_000, backMs: 3_000 }));
  print('break-before-make', broken);
  judge('make-before-break', moved, goals);
  for (const kind of kinds) {
    const ratio = overBase(broken, kind) / Math.max(1, overBase(moved, kind));
    console.log(`  ${kind}: ${ratio.toFixed(1)} times less than break-before-make`);
  }
  expectWhole(moved, { lossless: true });
}

async function standby(): Promise<void> {
  await using platform = await startPlatform({ sfu: { standby: true } });
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(await openCrowd(platform, 1), (open) => open.close());
  await sleep(5_000);
  // The switch takes some tens of ms; the next reserve, begun when the SFU is back, is a matter of its own.
  const reserves: Measured[] = [];
  const killed = await repeat(Math.min(runs, 8), async () => {
    const run = await killOnce(platform, crowd, { settleMs: 600, backMs: 0 });
    const { before } = run;
    await crowd.mark();
    await sleep(12_000);
    reserves.push({ before, after: await crowd.look(), tookMs: 0 });
    return run;
  });
  print('SFU killed, with a leg in reserve', killed);
  judge('SFU killed, with a leg in reserve', killed, standbyGoals);
  print('the next reserve is made', reserves);
  expectWhole(killed, { lossless: false });
  expectWhole(reserves, { lossless: true });
}

async function tenRooms(): Promise<void> {
  await using platform = await startPlatform();
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(await openCrowd(platform, 10), (open) => open.close());
  // First everything to one SFU, so that the measured move is one of all ten.
  await drain(platform, 'janus-0');
  await uncordon(platform, 'janus-0');
  const moved = await moveOnce(platform, crowd);
  print('ten rooms moved at once', [moved]);
  const killed = await killOnce(platform, crowd, { settleMs: 4_000, backMs: 0 });
  print('ten rooms, SFU killed', [killed]);
  expectWhole([moved], { lossless: true });
}

const cases: Readonly<Record<string, () => Promise<void>>> = {
  one: oneRoom,
  standby,
  ten: tenRooms,
  death: deaths,
  picture: () => movePictures(Math.min(runs, 3)),
};
for (const [name, run] of Object.entries(cases)) {
  if (wanted.length === 0 || wanted.includes(name)) await run();
}
