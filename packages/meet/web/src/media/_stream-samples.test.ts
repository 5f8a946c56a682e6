import { expect, test } from 'vitest';
import { availableBitrate, samplesOf } from './_stream-samples.ts';

/** As Chromium gave them, shortened. */
const report = new Map<string, unknown>([
  [
    'IT01V1',
    {
      type: 'inbound-rtp',
      kind: 'video',
      trackIdentifier: 'janus1',
      packetsReceived: 812,
      framesDecoded: 95,
      frameWidth: 640,
    },
  ],
  [
    'IT01A2',
    {
      type: 'inbound-rtp',
      kind: 'audio',
      trackIdentifier: 'janus0',
      packetsReceived: 190,
      concealedSamples: 6_720,
      silentConcealedSamples: 4_800,
    },
  ],
  ['OT01V3', { type: 'outbound-rtp', kind: 'video', packetsSent: 10 }],
  ['CP1', { type: 'candidate-pair', state: 'succeeded' }],
  ['CP2', { type: 'candidate-pair', state: 'succeeded', availableOutgoingBitrate: 1_420_000 }],
]);

test('what was received, by track', () => {
  expect([...samplesOf(report)]).toEqual([
    ['janus1', { packets: 812, frames: 95, width: 640, madeUpMs: null }],
    ['janus0', { packets: 190, frames: 0, width: 0, madeUpMs: 40 }],
  ]);
});

test('the estimate of the way out, where it is told', () => {
  expect(availableBitrate(report)).toBe(1_420_000);
  expect(availableBitrate(new Map([['CP1', report.get('CP1')]]))).toBeNull();
});
