import { dirname, join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { readEvidence } from '@stoa/toolkit/evidence';
import { startCall, type LiveCall } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownDelay, quietGap, worstOf } from './support/call-watch.ts';
import { startPlatform, type TestPlatform } from './support/platform.ts';

const stoa = join(import.meta.dirname, '../bin/stoa');
/** Two cores make gaps of their own, and eight new connections are some; a cut call would be several times that. */
const allowanceMs = 250;

describe('stoa drain sfu', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform?.[Symbol.asyncDispose]());

  const place = () => ['--state-dir', dirname(platform.report.evidenceDir)];
  async function cli(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await run(stoa, [...args, ...place(), '-o', 'json'], { okCodes: [0, 2, 5] });
    return JSON.parse(stdout) as Record<string, unknown>;
  }
  const sfuOf = ({ participants }: LiveCall) => participants[0]?.synthetic.view.sfu ?? '';
  const sfus = async () => (await cli('status'))['sfus'];

  it('empties an SFU while a call over every path goes on, and says how it went', async () => {
    const { report, ca } = platform;
    const live = await startCall({
      urls: report.urls.https,
      ca,
      address: report.mediaAddress,
      participants: 4,
    });
    try {
      const from = sfuOf(live);
      const base = await quietGap(live);
      live.mark();
      const drained = await cli('drain', 'sfu', from, '--timeout', '60');
      process.stdout.write(`${JSON.stringify({ base, seen: worstOf(live), drained })}\n`);
      expect(drained).toMatchObject({
        sfu: from,
        outcome: 'drained',
        rooms: { moved: 1, kept: 0 },
        participants: 4,
      });
      expect(sfuOf(live)).not.toBe(from);
      const worst = worstOf(live);
      expect(worst).toMatchObject({ lost: 0, streams: 4 * 3 * 2 });
      expect(worst.gapMs).toBeLessThan(base + allowanceMs + ownDelay(live));
      for (const { synthetic } of live.participants) {
        expect(synthetic.stats()).toMatchObject({ switches: 1, rebuilt: 0, resumes: 0 });
      }
      const file = await readEvidence(report.evidenceDir, String(drained['evidence']));
      expect(file).toMatchObject({ operation: 'drain-sfu', ok: true, platform: 'under-test' });
      const states = [
        { name: from, cordoned: true, sessions: 0, rooms: 0 },
        { cordoned: false, sessions: 4, rooms: 1 },
      ];
      expect(await sfus()).toMatchObject(from === 'janus-0' ? states : states.toReversed());
      // There is nowhere else to go now.
      const to = sfuOf(live);
      expect(await cli('drain', 'sfu', to)).toMatchObject({
        error: { code: 'ADMIN_REFUSED', details: { code: 'MEET_SFU_NO_ROOM' } },
      });
      await cli('uncordon', 'sfu', from);
      await cli('cordon', 'sfu', to);
      expect(await sfus()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ name: from, cordoned: false }),
          expect.objectContaining({ name: to, cordoned: true }),
        ]),
      );
      await cli('uncordon', 'sfu', to);
      expect(await cli('drain', 'sfu', to, '--cancel')).toMatchObject({
        error: { code: 'ADMIN_REFUSED', details: { code: 'MEET_DRAIN_NONE' } },
      });
      expect(await cli('drain', 'sfu', 'janus-9')).toMatchObject({
        error: { details: { code: 'MEET_SFU_UNKNOWN' } },
      });
      expect(live.report()).toMatchObject({ ok: true, problems: [] });
    } finally {
      await live.stop();
    }
  }, 180_000);
});
