import { pino } from 'pino';
import { SyntheticParticipant } from '@stoa/toolkit/probe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBackend, type Backend } from '../packages/meet/server/index.ts';
import { metricTable } from '../packages/meet/server/metrics/index.ts';
import { backendConfig, plainListener } from './support/backend.ts';
import { MeetClient } from './support/meet-client.ts';
import { openMediaAddress, ownMediaAddress, type MediaAddress } from './support/media-address.ts';

/** The value of one sample; undefined when there is none. */
function sample(text: string, name: string): number | undefined {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

describe('metrics over a real call', () => {
  let backend: Backend;
  let media: MediaAddress;
  const url = () => backend.urls[0] ?? '';
  const scrape = async () => (await fetch(`${url()}/metrics`)).text();

  beforeAll(async () => {
    media = await openMediaAddress(ownMediaAddress('stoaq', '127.88.9'));
    const config = backendConfig({ listen: plainListener(0) });
    backend = await startBackend(config, {
      logger: pino({ level: 'silent' }),
      settings: { reportRate: { perSecond: 0.01, burst: 3 } },
    });
  });
  afterAll(async () => {
    await backend?.close();
    await media?.[Symbol.asyncDispose]();
  });

  it('finds every metric of the table, and what the call was like', async () => {
    const options = { urls: [url()], room: 'metrics', path: 'direct', address: media.address } as const;
    const people = ['Ann', 'Bob'].map((name) => new SyntheticParticipant({ ...options, name }));
    for (const person of people) await person.join();
    const streams = () => people.flatMap((person) => person.stats().streams).length;
    await expect.poll(streams, { timeout: 20_000 }).toBe(4);
    await people[0]?.chat('hello');
    const during = await scrape();
    expect(sample(during, 'websocket_connections_total')).toBe(2);
    expect(sample(during, 'webrtc_rooms_active')).toBe(1);
    expect(sample(during, 'room_participants_count')).toBe(2);
    expect(sample(during, 'room_participants_sum')).toBe(3);
    await Promise.all(people.map((person) => person.leave()));
    const after = await scrape();
    for (const name of Object.keys(metricTable)) expect(after).toContain(`# TYPE ${name} `);
    expect(sample(after, 'websocket_events_total{event_type="chat",status="success"}')).toBe(1);
    expect(sample(after, 'websocket_events_total{event_type="report",status="success"}')).toBe(2);
    const answered = sample(after, 'message_processing_duration_seconds_count') ?? 0;
    expect(answered).toBeGreaterThanOrEqual(8);
    expect(sample(after, 'message_processing_duration_seconds_sum')).toBeLessThan(answered);
    expect(sample(after, 'webrtc_connection_success_rate_total{status="success"}')).toBe(2);
    expect(sample(after, 'webrtc_connection_success_rate_total{status="failure"}')).toBe(0);
    expect(sample(after, 'stoa_meet_client_reports_total{path="direct"}')).toBe(2);
    expect(sample(after, 'stoa_meet_client_rtt_seconds_count{path="direct"}')).toBe(2);
    expect(sample(after, 'stoa_meet_client_loss_ratio_count')).toBe(2);
    expect(sample(after, 'stoa_meet_client_first_frame_seconds_count')).toBe(2);
    expect(sample(after, 'room_participants_count')).toBe(4);
    await expect.poll(async () => sample(await scrape(), 'websocket_connections_total')).toBe(0);
    expect(sample(await scrape(), 'webrtc_rooms_active')).toBe(0);
  });

  it('refuses reports that do not fit, or come too often, and counts neither', async () => {
    const client = await MeetClient.open(url());
    await client.join('reports', 'Ann');
    const report = {
      type: 'report',
      path: 'relay',
      rttMs: 20,
      jitterMs: null,
      lossIn: 0,
      bitrateIn: null,
      bitrateOut: null,
      connected: 1,
      failed: 0,
      firstFrameMs: null,
    } as const;
    const strange = [
      { rttMs: -1 },
      { lossIn: 1.5 },
      { path: 'pigeon' },
      { connected: 1e9 },
      { bitrateIn: 1e300 },
    ];
    for (const [index, own] of strange.entries()) {
      const id = `odd-${index}`;
      client.sendRaw(JSON.stringify({ ...report, ...own, id }));
      await expect.poll(() => client.answers(id)).toMatchObject([{ type: 'error', code: 'bad-message' }]);
    }
    const answers = [];
    for (let number = 0; number < 5; number += 1) answers.push(await client.ask(report));
    expect(answers.map((answer) => ('code' in answer ? answer.code : answer.type))).toEqual(
      'ack ack ack too-many too-many'.split(' '),
    );
    const text = await scrape();
    expect(sample(text, 'stoa_meet_client_reports_total{path="relay"}')).toBe(3);
    expect(text).not.toContain('pigeon');
    client.close();
  });
});
