import { expect, test } from 'vitest';
import { limitSending, sharesOf } from './_send-limit.ts';

test('without a limit everything is as it was made', () => {
  expect(sharesOf([1_400_000, 450_000], null)).toEqual([1_400_000, 450_000]);
  expect(sharesOf([undefined], null)).toEqual([undefined]);
});

test('one encoding gets the whole limit, several share it in their proportions', () => {
  expect(sharesOf([undefined], 150_000)).toEqual([150_000]);
  expect(sharesOf([1_500_000, 300_000, 200_000], 500_000)).toEqual([375_000, 75_000, 50_000]);
});

test('a limit that is wide enough raises nothing', () => {
  expect(sharesOf([300_000, 100_000], 500_000)).toEqual([300_000, 100_000]);
});

/** Like a sender of the browser: gives copies, takes what it gave. */
function sender(encodings: RTCRtpEncodingParameters[]) {
  const set: RTCRtpEncodingParameters[][] = [];
  let now = encodings;
  const made = {
    getParameters: () => ({ encodings: now.map((one) => ({ ...one })) }),
    setParameters: async (parameters: RTCRtpSendParameters) => {
      now = parameters.encodings;
      set.push(now);
    },
  };
  return { set, one: made as unknown as RTCRtpSender };
}

test('a sender is limited, and let go again with what it had', () => {
  const { set, one } = sender([
    { rid: 'h', maxBitrate: 900_000 },
    { rid: 'l', maxBitrate: 100_000 },
  ]);
  limitSending(one, 500_000);
  limitSending(one, 500_000);
  limitSending(one, 150_000);
  limitSending(one, null);
  expect(set.map((encodings) => encodings.map(({ maxBitrate }) => maxBitrate))).toEqual([
    [450_000, 50_000],
    [135_000, 15_000],
    [900_000, 100_000],
  ]);
  expect(set[0]?.map(({ rid }) => rid)).toEqual(['h', 'l']);
});

test('a limit that is lifted leaves no bitrate where there was none', () => {
  const { set, one } = sender([{}]);
  limitSending(one, 150_000);
  limitSending(one, null);
  expect(set).toEqual([[{ maxBitrate: 150_000 }], [{}]]);
});

test('a browser that tells no encodings before the first offer is left alone', () => {
  const { set, one } = sender([]);
  limitSending(one, 150_000);
  expect(set).toEqual([]);
});
