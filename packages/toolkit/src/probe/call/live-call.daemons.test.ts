import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '../../base/index.ts';
import { partsAvailable, startDeployment, type Deployment } from '../testing/index.ts';
import { startCall, type LiveCall } from './live-call.ts';

const parts = await partsAvailable();

/** The worst of all streams since the last mark. */
function worst(call: LiveCall): { gapMs: number; lost: number; streams: number } {
  const streams = call.participants.flatMap(({ synthetic }) => synthetic.stats().streams);
  return {
    gapMs: Math.max(...streams.map(({ largestGapMs }) => largestGapMs)),
    lost: streams.reduce((sum, { lost }) => sum + lost, 0),
    streams: streams.length,
  };
}

/** The largest pause of a quiet second: what this machine does by itself. */
async function quiet(call: LiveCall): Promise<number> {
  call.mark();
  await sleep(1_000);
  const { gapMs } = worst(call);
  call.mark();
  return gapMs;
}

/** New connections hold the event loop for some time (DTLS in JavaScript); this much is not the platform's doing. */
const allowanceMs = 200;

describe.skipIf(!parts)('a live call on two backends', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({ backends: 2, turn: ['udp'] });
  });
  afterAll(() => deployment?.[Symbol.asyncDispose]());

  function start(participants: number, room?: string): Promise<LiveCall> {
    const { urls, ca, mediaAddress: address } = deployment;
    return startCall({ urls, ca, address, participants, room });
  }

  it('is not disturbed by people who come, go and come again', async () => {
    const call = await start(3);
    try {
      const base = await quiet(call);
      for (const together of [false, true, true, true, true]) {
        const guests = await start(2, call.plan.room);
        const ids = guests.participants.map(({ synthetic }) => synthetic.id ?? '');
        const everyoneSees = () =>
          call.participants.every(({ synthetic: { reception } }) =>
            ids.every((id) => reception.has(id, 'audio') && reception.has(id, 'video')),
          );
        await expect.poll(everyoneSees, { timeout: 5_000 }).toBe(true);
        expect(worst(call)).toMatchObject({ lost: 0, streams: 3 * 4 * 2 });
        // Together: the SFU then makes a new offer while the answer to the one before is under way.
        for (const [index, { synthetic }] of together ? [] : guests.participants.entries()) {
          await synthetic.leave();
          await expect.poll(() => worst(call).streams, { timeout: 5_000 }).toBe(3 * (3 - index) * 2);
          await sleep(200);
        }
        await guests.stop();
        await expect.poll(() => worst(call).streams, { timeout: 5_000 }).toBe(3 * 2 * 2);
      }
      const after = worst(call);
      expect(after.lost).toBe(0);
      for (const { synthetic } of call.participants) expect(synthetic.stats().rebuilt).toBe(0);
      expect(after.gapMs).toBeLessThan(base + allowanceMs);
      expect(call.report()).toMatchObject({ ok: true, problems: [] });
    } finally {
      await call.stop();
    }
  });

  it('resumes on the other backend when one is killed, and media goes on', async () => {
    const call = await start(4);
    try {
      const base = await quiet(call);
      const [victim] = deployment.backends;
      const moved = call.participants.filter(({ synthetic }) => synthetic.stats().backend === 'meet-0');
      expect(moved.length).toBeGreaterThan(0);
      await victim?.stop('SIGKILL');
      await expect
        .poll(() => moved.every(({ synthetic }) => synthetic.stats().backend === 'meet-1'), {
          timeout: 5_000,
        })
        .toBe(true);
      await sleep(1_500);
      for (const { synthetic } of moved) {
        const stats = synthetic.stats();
        expect(stats).toMatchObject({ resumes: 1, rebuilt: 0 });
        expect(stats.longestAwayMs).toBeLessThan(2_000);
      }
      const after = worst(call);
      expect(after).toMatchObject({ lost: 0, streams: 4 * 3 * 2 });
      expect(after.gapMs).toBeLessThan(base + allowanceMs);
      // The view goes on as well: what is said now reaches those who moved.
      const speaker = call.participants.find((one) => !moved.includes(one));
      await speaker?.synthetic.chat('still there?');
      const heard = () => moved.every(({ synthetic }) => synthetic.view.chat.at(-1)?.text === 'still there?');
      await expect.poll(heard, { timeout: 2_000 }).toBe(true);
      expect(call.report()).toMatchObject({ ok: true, problems: [] });
    } finally {
      await call.stop();
    }
  });
});

describe.skipIf(!parts)('a live call whose SFU dies', () => {
  it('is cut, says so, and comes back when the SFU does', async () => {
    await using deployment = await startDeployment({ turn: [] });
    const { urls, ca, mediaAddress: address, janus } = deployment;
    const call = await startCall({ urls, ca, address });
    try {
      await sleep(500);
      await janus?.kill();
      await sleep(2_000);
      const dead = call.report();
      expect(dead.ok).toBe(false);
      expect(dead.problems.map(({ code }) => code)).toContain('CALL_GAP');
      await janus?.start();
      call.mark();
      const flowing = () =>
        call.participants.every(({ synthetic }) =>
          synthetic.stats().streams.every(({ packets }) => packets > 20),
        );
      await expect.poll(flowing, { timeout: 20_000 }).toBe(true);
      expect(call.participants.every(({ synthetic }) => synthetic.stats().rebuilt > 0)).toBe(true);
    } finally {
      await call.stop();
    }
  });
});
