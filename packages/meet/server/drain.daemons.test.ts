import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listEvidence } from '@stoa/toolkit/evidence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBackendProcesses, type BackendProcess } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { freePort } from '../../../test/support/ports.ts';
import { hasRedis, startRedis, type RedisServer } from '../../../test/support/redis.ts';

const drainMs = 1_500;

describe.skipIf(!(await hasRedis()))('a session backend that is told to go', () => {
  let redis: RedisServer;
  let evidenceDir: string;
  let backends: BackendProcess[];

  beforeAll(async () => {
    redis = await startRedis({ port: await freePort(16_000, 16_999) });
  });
  beforeEach(async () => {
    evidenceDir = await mkdtemp(join(tmpdir(), 'stoa-drain-'));
    const ports = [await freePort(16_000, 16_999), await freePort(16_000, 16_999)];
    const evidence = { dir: evidenceDir, platform: 'test' };
    backends = await startBackendProcesses(ports, { log: redis.log, drainMs, evidence });
  });
  afterEach(async () => {
    await Promise.all(backends.map((backend) => backend[Symbol.asyncDispose]()));
    await rm(evidenceDir, { recursive: true, force: true });
  });
  afterAll(() => redis?.[Symbol.asyncDispose]());

  const first = (): BackendProcess => {
    const [backend] = backends;
    if (!backend) throw new Error('no backend');
    return backend;
  };
  const sigterm = () => first().child.process.kill('SIGTERM');
  const totals = async () =>
    (await listEvidence(evidenceDir)).map(({ ok, data }) => ({ ok, totals: data['totals'] }));

  it('serves those who stay until the deadline, lets nobody in, then cuts them and says so', async () => {
    const stays = await MeetClient.open(first().url);
    await stays.join('stay', 'Ann');
    const late = await MeetClient.open(first().url);
    sigterm();
    const told = await stays.next('move');
    expect(told).toMatchObject({ backend: 'meet-0', backends: backends.map(({ url }) => url) });
    expect(told.withinMs).toBeLessThanOrEqual(drainMs);
    const ready = await fetch(`${first().url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([503, { reasons: ['this backend is going'] }]);
    await expect(MeetClient.open(first().url)).rejects.toThrow('503');
    expect(await late.ask({ type: 'hello', room: 'stay', name: 'Late' })).toMatchObject({
      type: 'error',
      code: 'draining',
      retryable: true,
    });
    expect(await stays.ask({ type: 'chat', text: 'still served' })).toMatchObject({ type: 'ack' });
    expect(await first().child.exited).toEqual({ code: 0, signal: null });
    await expect.poll(() => [stays.closed?.code, late.closed?.code]).toEqual([1001, 1001]);
    expect(await totals()).toMatchObject([
      { ok: false, totals: { participants: 1, told: 1, moved: 0, cut: 1 } },
    ]);
  });

  it('ends as soon as everybody has moved or left; each gets one place, and what was said stays', async () => {
    const mover = await MeetClient.open(first().url);
    const { participant, resumeToken: token } = await mover.join('move', 'Ann');
    const leaver = await MeetClient.open(first().url);
    await leaver.join('move', 'Bob');
    sigterm();
    await mover.next('move');
    await mover.ask({ type: 'chat', text: 'before' }, 'c-1');
    const other = await MeetClient.open(backends[1]?.url ?? '');
    const welcome = await other.join('move', 'Ann', { token, version: mover.view.version });
    expect(welcome).toMatchObject({ participant, generation: 2, resumed: true, backend: 'meet-1' });
    // The same command, sent again because its answer might have been lost with the old connection.
    await other.ask({ type: 'chat', text: 'before' }, 'c-1');
    await leaver.next('move');
    await leaver.ask({ type: 'leave' });
    expect(await first().child.exited).toEqual({ code: 0, signal: null });
    await expect.poll(() => mover.closed?.code).toBe(4409);
    const synced = await other.ask({ type: 'sync', version: 0 });
    expect(synced).toMatchObject({ type: 'sync' });
    expect(other.view.chat.map(({ text }) => text)).toEqual(['before']);
    expect(other.view.participants.map(({ id }) => id)).toEqual([participant]);
    expect(await totals()).toMatchObject([
      { ok: true, totals: { participants: 2, told: 2, moved: 1, left: 1, cut: 0, broken: 0 } },
    ]);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends at once when it is told again by %s', async (signal) => {
    const stays = await MeetClient.open(first().url);
    await stays.join('hurry', 'Ann');
    sigterm();
    await stays.next('move');
    first().child.process.kill(signal);
    expect(await first().child.exited).toEqual({ code: 0, signal: null });
    expect((await totals()).at(0)).toMatchObject({ ok: false, totals: { cut: 1 } });
  });
});
