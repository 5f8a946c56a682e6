import { describe, expect, it } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { noteReport } from './note.ts';
import { metricTable, type MetricSpec } from './table.ts';

const all: [string, MetricSpec][] = Object.entries(metricTable);
const create = () =>
  createMetrics({
    connections: () => 3,
    participants: () => 2,
    rooms: () => 1,
    activeRooms: () => 1,
    logUp: () => true,
    sfus: () => [{ name: 'janus-0', up: true, load: 4, cordoned: false }],
  });

it('holds the six names of the earlier system with their types and labels', () => {
  const six = all.filter(([name]) => !name.startsWith('stoa_meet_'));
  expect(six.map(([name, { type, labels }]) => [name, type, Object.keys(labels ?? {})])).toEqual([
    ['websocket_connections_total', 'gauge', []],
    ['webrtc_rooms_active', 'gauge', []],
    ['room_participants', 'histogram', []],
    ['websocket_events_total', 'counter', ['event_type', 'status']],
    ['message_processing_duration_seconds', 'histogram', []],
    ['webrtc_connection_success_rate_total', 'counter', ['status']],
  ]);
});

describe.each(all)('%s', (name, spec) => {
  it('keeps to the rules for names, help and buckets', async () => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(spec.help).toMatch(/^[A-Z0-9].*\.$/);
    expect(spec.type !== 'counter' || name.endsWith('_total')).toBe(true);
    expect(spec.buckets !== undefined).toBe(spec.type === 'histogram');
    const buckets = [...(spec.buckets ?? [])];
    expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
    expect(spec.type !== 'histogram' || buckets.length > 5).toBe(true);
  });

  it('is exported with that type', async () => {
    expect(await create().registry.metrics()).toContain(`# TYPE ${name} ${spec.type}\n`);
  });
});

it('keeps all of ours, those of the process too, to the names of OpenMetrics', async () => {
  const types = [...(await create().registry.metrics()).matchAll(/^# TYPE (stoa_meet_\S+) (\S+)$/gm)];
  expect(types.length).toBeGreaterThan(all.length);
  const wrong = types.filter(
    ([, name = '', type]) =>
      name.endsWith('_total') !== (type === 'counter') || /_(count|sum|bucket|created)$/.test(name),
  );
  expect(wrong.map(([line]) => line)).toEqual([]);
});

it('exports nothing else beside the metrics of the process', async () => {
  const exported = [...(await create().registry.metrics()).matchAll(/^# TYPE (\S+)/gm)].map(
    ([, name]) => name,
  );
  const own = exported.filter((name) => !/^stoa_meet_(process|nodejs)_/.test(name ?? ''));
  expect(new Set(own)).toEqual(new Set(Object.keys(metricTable)));
  expect(own).toHaveLength(all.length);
});

it('can show a latency above one second, and counts refusals as errors', async () => {
  const metrics = create();
  metrics.messages.note('chat', 'ok', 3);
  metrics.messages.note('chat', 'too-many');
  const text = await metrics.registry.metrics();
  expect(text).toContain('message_processing_duration_seconds_bucket{le="1"} 0');
  expect(text).toContain('message_processing_duration_seconds_bucket{le="5"} 1');
  expect(text).toContain('websocket_events_total{event_type="chat",status="success"} 1');
  expect(text).toContain('websocket_events_total{event_type="chat",status="error"} 1');
  expect(text).toContain('stoa_meet_messages_total{type="chat",outcome="too-many"} 1');
});

it('bounds its labels: whatever is handed in, only values of the table come out', async () => {
  const metrics = create();
  for (let number = 0; number < 50; number += 1)
    metrics.messages.note(`invented-${number}`, `odd-${number}`, 0.1);
  const text = await metrics.registry.metrics();
  expect(text).toContain('stoa_meet_messages_total{type="other",outcome="other"} 50');
  expect(text).not.toContain('invented');
  expect(text).not.toContain('odd');
});

it('makes statistics of what clients report', async () => {
  const metrics = create();
  noteReport(metrics, {
    type: 'report',
    id: 'r',
    path: 'relay',
    rttMs: 30,
    jitterMs: 5,
    lossIn: 0.02,
    bitrateIn: 1_000_000,
    bitrateOut: null,
    connected: 2,
    failed: 1,
    firstFrameMs: 700,
  });
  const text = await metrics.registry.metrics();
  expect(text).toContain('webrtc_connection_success_rate_total{status="success"} 2');
  expect(text).toContain('webrtc_connection_success_rate_total{status="failure"} 1');
  expect(text).toContain('stoa_meet_client_rtt_seconds_sum{path="relay"} 0.03');
  expect(text).toContain('stoa_meet_client_loss_ratio_bucket{le="0.01"} 0');
  expect(text).toContain('stoa_meet_client_first_frame_seconds_count 1');
  expect(text).toContain('stoa_meet_client_bitrate_bits_per_second_count{direction="in"} 1');
  expect(text).not.toContain('bits_per_second_count{direction="out"} 1');
});
