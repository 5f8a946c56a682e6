import { dirname } from 'node:path';
import { cordonSfu, drainSfu } from '@stoa/toolkit/admin';
import { drainEvents, sleep } from '@stoa/toolkit/base';
import { adminClients } from '@stoa/toolkit/local';
import { Crowd, type RoomWindow } from '@stoa/toolkit/probe';
import type { TestPlatform } from '../../test/support/platform.ts';

export const kinds = ['audio', 'video'] as const;
export type Kind = (typeof kinds)[number];

/** One event and the calm time before it, as the receivers of all streams saw them. */
export interface Measured {
  readonly before: readonly RoomWindow[];
  readonly after: readonly RoomWindow[];
  readonly tookMs: number;
}

export const baseMs = 2_500;

/** Rooms of synthetic participants on a platform; each room in a process of its own. */
export function openCrowd({ report, ca }: TestPlatform, rooms: number, perRoom = 3): Promise<Crowd> {
  const where = { urls: report.urls.https, ca, address: report.mediaAddress };
  return Crowd.open({ ...where, rooms, perRoom, talkMs: null, joinTimeoutMs: 60_000 });
}

/** Measures the largest pause of every stream in a calm time, and then over an event and `settleMs` after it. */
export async function measure(
  crowd: Crowd,
  act: () => Promise<unknown>,
  settleMs = 3_000,
): Promise<Measured> {
  await crowd.mark();
  await sleep(baseMs);
  const before = await crowd.look();
  await crowd.mark();
  const from = performance.now();
  await act();
  const tookMs = Math.round(performance.now() - from);
  await sleep(settleMs);
  return { before, after: await crowd.look(), tookMs };
}

/** The session backends of a test's platform. */
function backends({ report }: TestPlatform) {
  return adminClients({ baseDir: '/', stateDir: dirname(report.evidenceDir) });
}

/** As `stoa drain sfu` does it, but without starting a program beside the call that is measured. */
export async function drain(platform: TestPlatform, sfu: string): Promise<unknown> {
  return drainEvents(drainSfu(await backends(platform), { sfu, timeoutMs: 60_000 }));
}

export async function uncordon(platform: TestPlatform, sfu: string): Promise<unknown> {
  return cordonSfu(await backends(platform), { sfu, cordoned: false });
}

/** kill -9; the supervisor starts it anew. */
export async function kill(platform: TestPlatform, component: string): Promise<void> {
  process.kill(await platform.pidOf(component), 'SIGKILL');
}

export async function sfuOf(crowd: Crowd): Promise<string> {
  const [room] = await crowd.look();
  return room?.sfu.after ?? '';
}
