import { describe, expect, test } from 'vitest';
import { AudioLevels } from './_audio-levels.ts';
import type { RemoteMediaState } from './remote-media.ts';
import { listen, silence, speakersOf } from './speaking.ts';

/** Energy, seconds and level of a moment. */
type Told = readonly [energy: number, seconds: number, level: number];

/** Chromium's fake microphone, which beeps 20 ms long, as a receiver's Chromium told of it every 200 ms. */
const beeps: readonly Told[] = [
  [0.23456, 1.52, 0.0156],
  [0.31456, 1.72, 1],
  [0.35171, 1.93, 0.0625],
  [0.40189, 2.13, 1],
  [0.46892, 2.34, 0.0625],
  [0.46922, 2.54, 0.0039],
  [0.57922, 2.74, 1],
  [0.58645, 2.94, 0.0625],
  [0.66655, 3.15, 1],
  [0.8103, 3.35, 0.25],
  [0.81387, 3.55, 0.0156],
  [0.92513, 3.75, 0.25],
];
/** After the sender had muted itself. */
const muted: readonly Told[] = [
  [1.16229, 4.78, 0.25],
  [1.16586, 4.99, 0.0156],
  [1.16588, 5.19, 0.0009],
  [1.16588, 5.39, 0],
  [1.16588, 5.59, 0],
];
/** After the sender had stopped sending: what is missing is made up, and soon faded out. */
const stopped: readonly Told[] = [
  [1.28212, 6.8, 0.25],
  [1.2832, 7, 0.0156],
  [1.28321, 7.2, 0.0009],
  [1.28321, 7.41, 0],
  [1.28321, 7.61, 0],
];

const microphone = (enabled: boolean) =>
  ({ id: 'track-1', kind: 'audio', enabled }) as unknown as MediaStreamTrack;
const track = microphone(true);
const stream = { getAudioTracks: () => [track] } as unknown as MediaStream;
const remote: RemoteMediaState = { grace: { stream, link: 'connected' } };

interface Report {
  readonly [id: string]: Readonly<Record<string, unknown>>;
}

const received = (entry: Readonly<Record<string, unknown>>, id = 'in'): Report => ({
  [id]: { id, type: 'inbound-rtp', kind: 'audio', trackIdentifier: track.id, mid: '0', ...entry },
});
const told = ([totalAudioEnergy, totalSamplesDuration, audioLevel]: Told) => ({
  totalAudioEnergy,
  totalSamplesDuration,
  audioLevel,
});

/** A connection that tells one report after the other; real ones are in the browser suite. */
function connection(
  reports: readonly Report[],
  packets: readonly unknown[] = [],
  sending: MediaStreamTrack | null = null,
) {
  const asked = { count: 0 };
  const receiver = { track, getSynchronizationSources: () => [packets[asked.count - 1]].filter(Boolean) };
  const fake = {
    getTransceivers: () => [{ receiver, mid: '0' }],
    getSenders: () => [{ track: sending }],
    getStats: () => Promise.resolve(new Map(Object.entries(reports[asked.count++] ?? {}))),
  };
  return { asked, named: [{ name: 'receive', connection: fake as unknown as RTCPeerConnection }] };
}

async function levelsOf(reports: readonly Report[], packets?: readonly unknown[]): Promise<number[]> {
  const { named } = connection(reports, packets);
  const levels = new AudioLevels();
  const found: number[] = [];
  for (const _ of reports) {
    const { others } = await levels.look(named, remote, null);
    found.push(others.get('grace') ?? NaN);
  }
  return found;
}

const loud = (level: number) => level >= 0.02;

describe('where the browser tells the energy', () => {
  test('short sounds are heard, also those between two looks', async () => {
    const [first, ...found] = await levelsOf(beeps.map((one) => received(told(one))));
    expect(first).toBe(0);
    // The levels of the moments are low half of the time.
    expect(beeps.filter(([, , level]) => level < 0.1)).toHaveLength(6);
    expect(found.filter(loud).length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...found)).toBeLessThanOrEqual(1);
  });

  test('whoever beeps speaks all the time', async () => {
    const levels = await levelsOf(beeps.map((one) => received(told(one))));
    let now = silence;
    const speaking = levels.map((level, look) => {
      now = listen(now, new Map([['grace', level]]), look * 200);
      return speakersOf(now).length;
    });
    expect(speaking.slice(1)).toEqual(speaking.slice(1).map(() => 1));
    expect(now.active).toBe('grace');
  });

  test.each([
    ['is muted', muted],
    ['sends nothing any more', stopped],
  ])('whoever %s falls silent', async (_, looks) => {
    const found = await levelsOf(looks.map((one) => received(told(one))));
    expect(found.slice(2).some(loud)).toBe(false);
    expect(found.at(-1)).toBe(0);
  });

  test('a report that stands still is silence, and so is one that began anew', async () => {
    const still = received(told([0.5, 3, 1]));
    expect(await levelsOf([still, still, still])).toEqual([0, 0, 0]);
    expect(await levelsOf([still, received(told([0.1, 1, 1]))])).toEqual([0, 0]);
    expect(await levelsOf([still, received(told([0.6, 3.2, 1]), 'another source')])).toEqual([0, 0]);
  });

  test('a section without the name of its track is known by its number', async () => {
    const nameless = (one: Told, mid: string) => received({ ...told(one), trackIdentifier: undefined, mid });
    const level = async (mid: string) =>
      (await levelsOf([nameless([0, 1, 0], mid), nameless([0.05, 1.2, 0], mid)])).at(-1);
    expect(await level('0')).toBeCloseTo(0.5);
    expect(await level('1')).toBe(0);
  });
});

describe('where it does not', () => {
  const silent = received({});

  test('the level in the last packet counts, and no packet is silence', async () => {
    const packets = [{ timestamp: 1, audioLevel: 0.3 }, { timestamp: 1, audioLevel: 0.3 }, undefined];
    expect(await levelsOf([silent, silent, silent], packets)).toEqual([0.3, 0, 0]);
  });

  test('the measured level counts when packets have none', async () => {
    const measured = received({ audioLevel: 0.2 });
    expect(await levelsOf([measured, measured], [{ timestamp: 1 }, { timestamp: 2 }])).toEqual([0.2, 0.2]);
  });
});

describe('the own microphone', () => {
  const source = (entry: Readonly<Record<string, unknown>>): Report => ({
    src: { id: 'src', type: 'media-source', kind: 'audio', trackIdentifier: track.id, ...entry },
    screen: { id: 'screen', type: 'media-source', kind: 'audio', trackIdentifier: 'screen', audioLevel: 1 },
  });

  async function own(reports: readonly Report[], from: MediaStreamTrack | null) {
    const { asked, named } = connection(reports, [], from);
    const levels = new AudioLevels();
    const found: number[] = [];
    for (const _ of reports) found.push((await levels.look(named, {}, from)).own);
    return { found, asked: asked.count };
  }

  test('is as loud as its energy says, or its level; another source does not count', async () => {
    const { found } = await own([source(told([0, 1, 0])), source(told([0.002, 1.2, 0]))], track);
    expect(found).toEqual([0, expect.closeTo(0.1)]);
    expect((await own([source({ audioLevel: 0.4 })], track)).found).toEqual([0.4]);
  });

  test('is silent while it is off, and nobody is asked', async () => {
    for (const off of [null, microphone(false)]) {
      expect(await own([source(told([0, 1, 1]))], off)).toEqual({ found: [0], asked: 0 });
    }
  });
});
