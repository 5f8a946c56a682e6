import { dirname, join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { listEvidence } from '@stoa/toolkit/evidence';
import { startCall, type LiveCall } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worstOf } from './support/call-watch.ts';
import { startChild, waitFor, type Child } from './support/child.ts';
import { MeetClient } from './support/meet-client.ts';
import { startPlatform, type TestPlatform } from './support/platform.ts';

const stoa = join(import.meta.dirname, '../bin/stoa');

/** Two rooms on one SFU; in one of them is somebody who never gets ready, so that it is long on its way. */
describe('a drain of an SFU that does not come to its end', () => {
  let platform: TestPlatform;
  const calls: LiveCall[] = [];
  beforeAll(async () => {
    platform = await startPlatform();
    await cli('cordon', 'sfu', 'janus-1');
    const { report, ca } = platform;
    const where = { urls: report.urls.https, ca, address: report.mediaAddress, participants: 2 };
    for (const room of ['quick', 'held']) calls.push(await startCall({ ...where, room }));
    await cli('uncordon', 'sfu', 'janus-1');
  }, 120_000);
  afterAll(async () => {
    await Promise.all(calls.map((call) => call.stop()));
    await platform?.[Symbol.asyncDispose]();
  });

  const place = () => ['--state-dir', dirname(platform.report.evidenceDir)];
  async function cli(...args: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await run(stoa, [...args, ...place(), '-o', 'json'], { okCodes: [0, 2, 5] });
    return JSON.parse(stdout) as Record<string, unknown>;
  }
  const sfuOf = (index: number) => calls[index]?.participants[0]?.synthetic.view.sfu ?? '';
  const sfu = async (name: string) =>
    ((await cli('status'))['sfus'] as { name: string }[]).find((one) => one.name === name);
  const newest = async () => (await listEvidence(platform.report.evidenceDir))[0];

  /** Comes by the second backend, which the tests do not kill. */
  async function slowcoach(): Promise<MeetClient> {
    const client = await MeetClient.open(platform.report.urls.http[1] ?? '');
    await client.join('held', 'slow');
    return client;
  }

  /** A drain by a process of its own, once one room has moved and the other is on its way. */
  async function drainInTheMiddle(from: string): Promise<Child> {
    const child = startChild(stoa, ['drain', 'sfu', from, '--timeout', '90', ...place(), '-o', 'jsonl']);
    const done = () => child.output().includes('1 of 2 rooms');
    await waitFor('one of two rooms has moved', done, { child, ms: 40_000, stepMs: 50 });
    return child;
  }

  function expectNothingLost(): void {
    for (const call of calls) {
      expect(worstOf(call)).toMatchObject({ lost: 0, streams: 4 });
      for (const { synthetic } of call.participants) expect(synthetic.stats()).toMatchObject({ rebuilt: 0 });
    }
  }

  it('stops at Ctrl-C: what has moved stays moved, what has not stays, and the SFU is in service', async () => {
    const slow = await slowcoach();
    const child = await drainInTheMiddle('janus-0');
    child.process.kill('SIGINT');
    expect(await child.exited).toEqual({ code: 130, signal: null });
    const last = child.output().trim().split('\n').at(-1) ?? '';
    const { result } = JSON.parse(last) as { result: Record<string, unknown> };
    expect(result).toMatchObject({
      sfu: 'janus-0',
      outcome: 'cancelled',
      rooms: { moved: 1, kept: 1, ended: 0 },
      cordoned: false,
    });
    expect(await slow.next('media-kept')).toMatchObject({ reason: 'cancelled' });
    expect([sfuOf(0), sfuOf(1)]).toEqual(['janus-1', 'janus-0']);
    // The room that moved is released a moment after everybody has left it.
    await expect
      .poll(() => sfu('janus-0'), { timeout: 20_000 })
      .toMatchObject({ cordoned: false, draining: false, rooms: 1 });
    const file = await newest();
    expect(file).toMatchObject({
      id: result['evidence'],
      operation: 'drain-sfu',
      ok: false,
      data: { outcome: 'cancelled', totals: { moved: 1, kept: 1 } },
    });
    await slow.ask({ type: 'leave' });
    expectNothingLost();
  }, 120_000);

  it('is taken over when the backend that coordinates it is killed, and followed to its end', async () => {
    await cli('drain', 'sfu', 'janus-1');
    await cli('uncordon', 'sfu', 'janus-1');
    expect([sfuOf(0), sfuOf(1)]).toEqual(['janus-0', 'janus-0']);
    const slow = await slowcoach();
    const child = await drainInTheMiddle('janus-0');
    const files = (await listEvidence(platform.report.evidenceDir)).length;
    // The first backend was asked first, and took it.
    process.kill(await platform.pidOf('meet-0'), 'SIGKILL');
    const taken = () => /goes on with it/.test(child.output());
    await waitFor('another backend goes on', taken, { child, ms: 30_000 });
    await slow.ask({ type: 'leave' });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const last = child.output().trim().split('\n').at(-1) ?? '';
    const { result } = JSON.parse(last) as { result: Record<string, unknown> };
    expect(result).toMatchObject({
      outcome: 'drained',
      rooms: { moved: 2, kept: 0, ended: 0 },
      participants: 4,
      cordoned: true,
    });
    expect([sfuOf(0), sfuOf(1)]).toEqual(['janus-1', 'janus-1']);
    const all = await listEvidence(platform.report.evidenceDir);
    expect(all).toHaveLength(files + 1);
    expect(all[0]).toMatchObject({
      id: result['evidence'],
      ok: true,
      data: {
        totals: { rooms: 2, moved: 2 },
        coordinators: ['meet-0', expect.stringMatching(/^meet-[01]$/)],
      },
    });
    process.stdout.write(`${JSON.stringify({ taken: all[0]?.summary, seen: calls.map(worstOf) })}\n`);
    expectNothingLost();
  }, 180_000);
});

describe('a drain without Redis', () => {
  it('ends with its backend, and the command says so', async () => {
    await using platform = await startPlatform({ redis: { kind: 'memory' } });
    const place = ['--state-dir', dirname(platform.report.evidenceDir)];
    const slow = await MeetClient.open(platform.report.urls.http[0] ?? '');
    await slow.join('held', 'slow');
    await waitFor('a session', () => slow.view.sfu !== null);
    const from = slow.view.sfu ?? '';
    const child = startChild(stoa, ['drain', 'sfu', from, ...place]);
    await slow.next('media-move');
    await waitFor('the warning', () => child.output().includes('there is no Redis'), { child });
    process.kill(await platform.pidOf('meet-0'), 'SIGKILL');
    expect(await child.exited).toEqual({ code: 5, signal: null });
    expect(child.output()).toMatch(/meet-0 is gone, and without Redis the drain and its rooms ended with it/);
  }, 120_000);
});
