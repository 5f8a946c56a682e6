import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectChat,
  ownDelay,
  quietGap,
  startTalking,
  worstOf,
} from '../../../../../test/support/call-watch.ts';
import { sleep } from '../../base/index.ts';
import { listEvidence } from '../../evidence/index.ts';
import { partsAvailable, startDeployment, type Deployment } from '../testing/index.ts';
import { startCall } from './live-call.ts';

/** Two cores make gaps of their own; a break of the media would be several times that. */
const allowanceMs = 150;

describe.skipIf(!(await partsAvailable()))('a session backend that is told to go', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await startDeployment({ backends: 2, turn: [], drainMs: 10_000 });
  });
  afterAll(() => deployment?.[Symbol.asyncDispose]());

  it('hands its participants over: no call cut, no packet lost, no message lost or doubled', async () => {
    const { urls, ca, mediaAddress: address, backends, evidenceDir } = deployment;
    const call = await startCall({ urls, ca, address, participants: 4 });
    try {
      const base = await quietGap(call);
      const stopTalking = startTalking(call);
      await sleep(300);
      const movers = call.participants.filter(({ synthetic }) => synthetic.stats().backend === 'meet-0');
      expect(movers).toHaveLength(2);
      backends[0]?.process.kill('SIGTERM');
      expect(await backends[0]?.exited).toEqual({ code: 0, signal: null });
      await sleep(1_500);
      const said = await stopTalking();
      expect(said.length).toBeGreaterThan(50);
      await expectChat(call, said);
      for (const { synthetic } of call.participants) {
        expect(synthetic.stats()).toMatchObject({ resumes: 0, rebuilt: 0, backend: 'meet-1' });
      }
      expect(movers.map(({ synthetic }) => synthetic.stats().moves)).toEqual([1, 1]);
      const after = worstOf(call);
      expect(after).toMatchObject({ lost: 0, streams: 4 * 3 * 2 });
      expect(after.gapMs).toBeLessThan(base + allowanceMs + ownDelay(call));
      expect(call.report()).toMatchObject({ ok: true, problems: [] });
      expect(await listEvidence(evidenceDir)).toMatchObject([
        {
          operation: 'drain',
          ok: true,
          data: { backend: 'meet-0', totals: { participants: 2, told: 2, moved: 2, cut: 0, resumed: 0 } },
        },
      ]);
    } finally {
      await call.stop();
    }
  });
});
