import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ConnectionStats, StreamStats } from '../media/index.ts';
import type { ClientRequest } from '../session/index.ts';
import { QualityAsker } from './_quality-asker.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const stream: StreamStats = {
  mid: '1',
  kind: 'video',
  packets: 0,
  lost: 0,
  bytes: 0,
  frames: 0,
  width: 0,
  height: 0,
  jitterMs: 0,
};

function asker() {
  const asked: ClientRequest[] = [];
  const link = { asks: true, fails: false, packets: 0, lost: 0 };
  const stats = async (): Promise<ConnectionStats[]> => [
    {
      name: 'receive',
      state: 'connected',
      path: null,
      received: [{ ...stream, packets: link.packets, lost: link.lost }],
      sent: [],
      lossIn: null,
    },
  ];
  const request = async (message: ClientRequest) => {
    asked.push(message);
    if (link.fails) throw new Error('no');
  };
  const quality = new QualityAsker({ asks: () => link.asks, request, stats });
  quality.start();
  const heights = () =>
    asked.map((message) => (message.type === 'quality' ? message.wants[0]?.height : 'other'));
  /** So long that a look happens, with this many packets since the last one. */
  const look = async (packets: number, lost: number) => {
    link.packets += packets;
    link.lost += lost;
    await vi.advanceTimersByTimeAsync(2_000);
  };
  return { quality, link, heights, look };
}
const picture = (height: number) => [{ participant: 'p00000001', source: 'camera' as const, height }];

test('a stage that settles is one message, and one that stays the same none', async () => {
  const { quality, heights, look } = asker();
  for (const height of [0, 100, 400]) quality.show(picture(height));
  await vi.advanceTimersByTimeAsync(300);
  quality.show(picture(410));
  await look(100, 0);
  expect(heights()).toEqual([720]);
});

test('loss takes the size down, calm brings it back', async () => {
  const { quality, heights, look } = asker();
  quality.show(picture(700));
  await look(100, 0);
  await look(80, 20);
  expect(heights()).toEqual([720, 360]);
  for (let calm = 0; calm < 8; calm += 1) await look(100, 0);
  expect(heights()).toEqual([720, 360, 720]);
});

test('a new connection or SFU is told again; a mesh is not asked at all', async () => {
  const { quality, link, heights } = asker();
  quality.show(picture(100));
  quality.follow('s0');
  await vi.advanceTimersByTimeAsync(300);
  quality.follow('s0');
  await vi.advanceTimersByTimeAsync(300);
  quality.follow('s1');
  await vi.advanceTimersByTimeAsync(300);
  quality.again();
  await vi.advanceTimersByTimeAsync(300);
  expect(heights()).toEqual([180, 180, 180]);
  link.asks = false;
  quality.again();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(heights()).toHaveLength(3);
});

test('what was refused is asked again at the next look, and nothing after the end', async () => {
  const { quality, link, heights, look } = asker();
  link.fails = true;
  quality.show(picture(100));
  await look(10, 0);
  expect(heights().length).toBeGreaterThan(1);
  quality.stop();
  const before = heights().length;
  await look(10, 0);
  expect(heights()).toHaveLength(before);
});
