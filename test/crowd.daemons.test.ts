import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { readEvidence, writeEvidence } from '@stoa/toolkit/evidence';
import { Crowd, crowdEvidence, describeEvent, measureEvent, type EventRecord } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type TestPlatform } from './support/platform.ts';

const stoa = join(import.meta.dirname, '../bin/stoa');
const rooms = 10;
const perRoom = 3;
/** In every room somebody hears and is heard through a relay, whichever of the two it was given. */
const paths = ['direct', 'direct', 'udp'] as const;
const relayPorts = { port: 30_040, tlsPort: 30_045 };
/**
 * Thirty participants, twelve processes and two cores: the calm time before each event has gaps of its own, and an
 * event is judged against those. A call that was cut, or had to be made anew, would be far beyond.
 */
const allowanceMs = 1_000;

describe(`${rooms * perRoom} participants in ${rooms} rooms on three backends`, () => {
  let platform: TestPlatform;
  let crowd: Crowd;
  const records: EventRecord[] = [];

  beforeAll(async () => {
    platform = await startPlatform({ meet: { backends: 3 }, turn: { replicas: 2, ...relayPorts } });
    const { report, ca } = platform;
    crowd = await Crowd.open({
      urls: report.urls.https,
      ca,
      address: report.mediaAddress,
      rooms,
      perRoom,
      paths,
      joinTimeoutMs: 60_000,
    });
  }, 240_000);
  afterAll(async () => {
    await crowd?.close();
    await platform?.[Symbol.asyncDispose]();
  });

  async function during(event: string, act: () => Promise<unknown>, settleMs?: number): Promise<EventRecord> {
    const record = await measureEvent(crowd, { event, ...(settleMs ? { settleMs } : {}) }, act);
    records.push(record);
    process.stdout.write(`${describeEvent(record)}\n`);
    expect(record).toMatchObject({ rooms, participants: rooms * perRoom, failures: [] });
    return record;
  }

  /** Nobody is cut, every message that was stored reaches everybody once. */
  function expectWhole(record: EventRecord): void {
    expect(record.calls.cut).toBe(0);
    expectAllSaid(record);
  }

  function expectAllSaid({ messages }: EventRecord): void {
    expect(messages.stored).toBeGreaterThan(perRoom);
    expect(messages.delivered).toBe(messages.due);
    expect(messages.duplicated).toBe(0);
  }

  /** @param mostLost packets; none wherever both ways carry the same ones */
  function expectSmooth({ gapMs, baseGapMs, packets, lateMs }: EventRecord, mostLost = 0): void {
    for (const kind of ['audio', 'video'] as const) {
      expect(gapMs[kind].p99).toBeLessThan(baseGapMs[kind].p99 + allowanceMs + lateMs);
    }
    expect(packets.lost).toBeLessThanOrEqual(mostLost);
  }

  function stoaDoes(...args: string[]): Promise<unknown> {
    return run(stoa, [...args, '--state-dir', dirname(platform.report.evidenceDir), '-o', 'json']);
  }

  const kill = async (component: string) => process.kill(await platform.pidOf(component), 'SIGKILL');

  it('goes on while nothing happens (the control)', async () => {
    const record = await during('nothing', async () => {});
    expectWhole(record);
    expectSmooth(record);
    expect(record.calls).toEqual({ kept: rooms * perRoom, moved: 0, cut: 0 });
    expect(record.messages.refused).toBe(0);
  });

  it('goes on over a roll of all backends: everybody moves, nothing is lost', async () => {
    const record = await during('roll of all backends', () => stoaDoes('restart', '--rolling'));
    expectWhole(record);
    expectSmooth(record);
    expect(record.calls.moved).toBe(rooms * perRoom);
    expect(record.messages.refused).toBe(0);
  });

  it('goes on when a backend is killed: who was there comes back elsewhere', async () => {
    const record = await during('kill -9 of a backend', () => kill('meet-1'), 6_000);
    expectWhole(record);
    expectSmooth(record);
    expect(record.calls.moved).toBeGreaterThan(0);
  });

  it('goes on when Redis starts anew', async () => {
    const record = await during('restart of Redis', () => stoaDoes('restart', 'redis'), 6_000);
    expectWhole(record);
    expectSmooth(record);
    expect(record.messages.stored).toBeGreaterThan(0);
  });

  it('goes on when an SFU is drained: its rooms move make-before-break', async () => {
    const record = await during('drain of an SFU', () => stoaDoes('drain', 'sfu', 'janus-0', '--uncordon'));
    expectWhole(record);
    expectSmooth(record);
    expect(record.calls.moved).toBeGreaterThan(0);
    expect(record.messages.refused).toBe(0);
  });

  it('comes back when an SFU is killed: its rooms move to the other (the control of the gap)', async () => {
    const windowMs = 10_000;
    const record = await during('kill -9 of an SFU', () => kill('janus-1'), windowMs);
    expectAllSaid(record);
    expect(record.packets.lost).toBeGreaterThan(0);
    // How long the pause is, is the machine's matter (bench/move); that it ends for everybody is ours.
    expect(record.calls.kept).toBe(0);
    for (const kind of ['audio', 'video'] as const)
      expect(record.gapMs[kind].max).toBeLessThan(windowMs - 2_000);
  });

  it('goes on when a relay is drained, and feels nothing of its end', async () => {
    const record = await during('drain of a relay', async () => {
      await stoaDoes('drain', 'relay', 'coturn-0', '--timeout', '30');
      await kill('coturn-0');
    });
    expectWhole(record);
    // Nothing is sent twice here: what is in the way's buffers while a busy process looks elsewhere may be gone.
    expectSmooth(record, 5);
    expect(record.calls.moved).toBeGreaterThan(0);
    expect(record.calls.moved).toBeLessThanOrEqual(rooms);
    expect(record.messages.refused).toBe(0);
  });

  it('leaves evidence of it all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stoa-crowd-'));
    try {
      const evidence = crowdEvidence('under-test', records);
      await writeEvidence(folder, evidence);
      const read = await readEvidence(folder, evidence.id);
      expect(records).toHaveLength(7);
      const spread = expect.objectContaining({
        p50: expect.any(Number),
        p99: expect.any(Number),
        max: expect.any(Number),
      });
      const counts = { stored: expect.any(Number), due: expect.any(Number), delivered: expect.any(Number) };
      expect(read.data['events']).toEqual(
        records.map(({ event, calls }) =>
          expect.objectContaining({
            event,
            calls,
            gapMs: { audio: spread, video: spread },
            messages: expect.objectContaining({ ...counts, duplicated: 0 }),
          }),
        ),
      );
      expect(read.summary.join('\n')).toMatch(/roll of all backends: 30 calls \(0 kept, 30 moved, 0 cut\)/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
