import { expect, test } from 'vitest';
import { limitSending, limited } from './_send-limit.ts';

const layers = [1_400_000, 450_000, 150_000].map((maxBitrate) => ({ active: true, maxBitrate }));
const alone = [{ active: true, maxBitrate: undefined }];

test('without a limit everything is as it was made', () => {
  expect(limited(layers, null)).toBe(layers);
  expect(limited(alone, null)).toBe(alone);
});

test('one encoding gets the whole limit', () => {
  expect(limited(alone, 150_000)).toEqual([{ active: true, maxBitrate: 150_000 }]);
});

test.each([
  [2_000_000, [true, true, true]],
  [600_000, [false, true, true]],
  [150_000, [false, false, true]],
  [50_000, [false, false, true]],
])('within %i bit/s go as many layers as fit, the smallest first', (limit, active) => {
  const encodings = limited(layers, limit);
  expect(encodings.map((one) => one.active)).toEqual(active);
  const sum = encodings.reduce((all, one) => all + (one.active ? (one.maxBitrate ?? 0) : 0), 0);
  expect(sum).toBeLessThanOrEqual(limit);
});

test('a layer that was off stays off', () => {
  expect(limited([{ active: false, maxBitrate: 100_000 }], 600_000)).toMatchObject([{ active: false }]);
});

/** Like a sender of the browser: gives copies, takes what it gave. */
function sender(encodings: RTCRtpEncodingParameters[]) {
  const set: RTCRtpEncodingParameters[][] = [];
  let now = encodings;
  const one = {
    getParameters: () => ({ encodings: now.map((encoding) => ({ ...encoding })) }),
    setParameters: async (parameters: RTCRtpSendParameters) => {
      now = parameters.encodings;
      set.push(now);
    },
  };
  return { set, one: one as unknown as RTCRtpSender };
}

test('a sender is limited once, and let go again with what it had', () => {
  const { set, one } = sender([
    { rid: 'h', maxBitrate: 900_000 },
    { rid: 'l', maxBitrate: 100_000 },
  ]);
  limitSending(one, 150_000);
  limitSending(one, 150_000);
  limitSending(one, null);
  expect(set).toEqual([
    [
      { rid: 'h', active: false, maxBitrate: 150_000 },
      { rid: 'l', active: true, maxBitrate: 100_000 },
    ],
    [
      { rid: 'h', active: true, maxBitrate: 900_000 },
      { rid: 'l', active: true, maxBitrate: 100_000 },
    ],
  ]);
});

test('a limit that is lifted leaves no bitrate where there was none', () => {
  const { set, one } = sender([{}]);
  limitSending(one, 150_000);
  limitSending(one, null);
  expect(set).toEqual([[{ active: true, maxBitrate: 150_000 }], [{ active: true }]]);
});

test('a browser that tells no encodings before the first offer is left alone', () => {
  const { set, one } = sender([]);
  limitSending(one, 150_000);
  expect(set).toEqual([]);
});
