import { dirname, join } from 'node:path';
import { run, sleep } from '@stoa/toolkit/base';
import { startCall, type LiveCall } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectChat, quietGap, startTalking, worstOf } from './support/call-watch.ts';
import { startPlatform, type TestPlatform } from './support/platform.ts';

const stoa = join(import.meta.dirname, '../bin/stoa');
/** Two cores make gaps of their own, and starting a backend is one; a cut call would be several times that. */
const allowanceMs = 250;

describe('a roll of all session backends under load', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform?.[Symbol.asyncDispose]());

  function call(): Promise<LiveCall> {
    const { report, ca } = platform;
    return startCall({ urls: report.urls.https, ca, address: report.mediaAddress, participants: 4 });
  }

  async function restart(...args: string[]): Promise<unknown> {
    const place = ['--state-dir', dirname(platform.report.evidenceDir), '-o', 'json'];
    const { stdout } = await run(stoa, ['restart', ...args, ...place], { okCodes: [0, 2, 5] });
    return JSON.parse(stdout) as unknown;
  }

  it('cuts no call, loses no packet, loses and doubles no message', async () => {
    const live = await call();
    try {
      const base = await quietGap(live);
      const before = new Set([await platform.pidOf('meet-0'), await platform.pidOf('meet-1')]);
      const stopTalking = startTalking(live, 100);
      const rolled = await restart('--rolling');
      await sleep(1_500);
      const said = await stopTalking();
      expect(said.length).toBeGreaterThan(50);
      await expectChat(live, said);
      const names = ['meet-0', 'meet-1'];
      expect(rolled).toMatchObject({
        rolling: true,
        components: names.map((name) => ({ name })),
        evidence: [{ ok: true }, { ok: true }],
      });
      const after = [await platform.pidOf('meet-0'), await platform.pidOf('meet-1')];
      expect(after.filter((pid) => before.has(pid))).toEqual([]);
      for (const { synthetic } of live.participants) {
        const stats = synthetic.stats();
        expect(stats).toMatchObject({ resumes: 0, rebuilt: 0, backend: 'meet-0' });
        // All are on meet-1 after the first half, and on meet-0 after the second.
        expect(stats.moves).toBeGreaterThanOrEqual(1);
      }
      const worst = worstOf(live);
      expect(worst).toMatchObject({ lost: 0, streams: 4 * 3 * 2 });
      expect(worst.gapMs).toBeLessThan(base + allowanceMs);
      expect(live.report()).toMatchObject({ ok: true, problems: [] });
    } finally {
      await live.stop();
    }
  });

  it('does what a kill does not: there everybody on that backend has to come back', async () => {
    const live = await call();
    try {
      live.mark();
      const victims = live.participants.filter(({ synthetic }) => synthetic.stats().backend === 'meet-0');
      expect(victims.length).toBeGreaterThan(0);
      process.kill(await platform.pidOf('meet-0'), 'SIGKILL');
      const resumes = () => victims.map(({ synthetic }) => synthetic.stats().resumes);
      await expect.poll(resumes, { timeout: 5_000 }).toEqual(victims.map(() => 1));
      expect(victims.map(({ synthetic }) => synthetic.stats().moves)).toEqual(victims.map(() => 0));
    } finally {
      await live.stop();
    }
  });

  it('restarts any component that is named, and refuses what cannot be or would cut calls', async () => {
    const before = await platform.pidOf('coturn');
    expect(await restart('coturn')).toMatchObject({
      rolling: false,
      components: [{ name: 'coturn' }],
      evidence: [],
    });
    expect(await platform.pidOf('coturn')).not.toBe(before);
    expect(await restart('meet-7')).toMatchObject({ error: { code: 'LOCAL_COMPONENT_UNKNOWN' } });
    const [kept, frozen] = [await platform.pidOf('meet-0'), await platform.pidOf('meet-1')];
    process.kill(frozen, 'SIGSTOP');
    try {
      expect(await restart('meet-0', '--rolling')).toMatchObject({ error: { code: 'LOCAL_RESTART_UNSAFE' } });
    } finally {
      process.kill(frozen, 'SIGCONT');
    }
    expect(await platform.pidOf('meet-0')).toBe(kept);
  });
});
