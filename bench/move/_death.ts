import { readdirSync, readFileSync } from 'node:fs';
import { sleep } from '@stoa/toolkit/base';
import type { Crowd } from '@stoa/toolkit/probe';
import { startPlatform, type TestPlatform } from '../../test/support/platform.ts';
import { print } from './_figures.ts';
import { drain, kill, measure, openCrowd, sfuOf, uncordon } from './_measure.ts';

/** Long enough for thirty callers on two cores. */
const windowMs = 2_000;

/** CPU time that a process has used, ms; 0 for one that is gone (proc(5): fields 14 and 15, after the name). */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    // 100 ticks a second, whatever the kernel's own rate.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          Number(
            readFileSync(`/proc/${pid}/stat`, 'utf8')
              .replace(/^.*\) /s, '')
              .split(' ')[1],
          ) === parent
        );
      } catch {
        return false;
      }
    });
}

/** Who there is to use the processors: the callers' own processes, session backends, the SFU that takes over, Redis. */
async function parties(platform: TestPlatform, goes: string): Promise<Record<string, number[]>> {
  const stays = goes === 'janus-0' ? 'janus-1' : 'janus-0';
  const pids = (names: string[]) => Promise.all(names.map((name) => platform.pidOf(name)));
  const [meet, sfu, redis] = await Promise.all([
    pids(platform.report.urls.https.map((_url, index) => `meet-${index}`)),
    pids([stays]),
    pids(['redis']),
  ]);
  return { callers: childrenOf(process.pid), meet, sfu, redis };
}

/** Everything on one SFU, so that its death is felt by all. */
async function gather(platform: TestPlatform, crowd: Crowd): Promise<string> {
  const other = (await sfuOf(crowd)) === 'janus-0' ? 'janus-1' : 'janus-0';
  await drain(platform, other);
  await uncordon(platform, other);
  return sfuOf(crowd);
}

async function killUnder(platform: TestPlatform, rooms: number): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const crowd = stack.adopt(await openCrowd(platform, rooms), (open) => open.close());
  const from = await gather(platform, crowd);
  const groups = Object.entries(await parties(platform, from));
  const used = () => groups.map(([, pids]) => pids.reduce((sum, pid) => sum + cpuMs(pid), 0));
  const over = async (act: () => Promise<unknown>) => {
    const before = used();
    await act();
    await sleep(windowMs);
    return used().map((ms, at) => ms - (before[at] ?? 0));
  };
  const calm = await over(async () => {});
  let spent: number[] = [];
  const measured = await measure(crowd, async () => (spent = await over(() => kill(platform, from))), 2_000);
  const title = `SFU killed under ${rooms * 3} callers`;
  print(title, [measured]);
  const shares = groups.map(([name], at) => `${name} ${spent[at]} (calm ${calm[at]})`);
  console.log(`  ${title}, CPU in ${windowMs} ms: ${shares.join(', ')} ms`);
}

/** How long the death of an SFU is felt, and who uses the processors just after it, by the number of callers. */
export async function deaths(): Promise<void> {
  await using platform = await startPlatform();
  for (const rooms of [1, 2, 4, 10]) {
    await killUnder(platform, rooms);
    // The supervisor starts it anew.
    await sleep(4_000);
  }
}
