import { expect, test } from 'vitest';
import { LegViews } from './_leg-tracks.ts';
import type { TrackSink } from './track-sink.ts';

/** A track is only passed on: what matters is which one. */
function track(id: string): MediaStreamTrack {
  return { id } as unknown as MediaStreamTrack;
}

/** What is shown, and everything that was done to it. */
function shown() {
  const tracks = new Map<string, string>();
  const links: string[] = [];
  const changes: string[] = [];
  const sink: TrackSink = {
    setTrack: (participant, kind, one) => {
      const key = `${participant} ${kind}`;
      changes.push(`${key}: ${one?.id ?? 'nothing'}`);
      if (one === null) tracks.delete(key);
      else tracks.set(key, one.id);
    },
    setScreenTrack: (participant, kind, one) => changes.push(`${participant} screen ${kind}: ${one?.id}`),
    setLink: (participant, link) => links.push(`${participant} ${link}`),
    setAllLinks: (link) => links.push(`all ${link}`),
    participants: () => [...tracks.keys()],
  };
  return { sink, tracks, links, changes };
}

function receive(sink: TrackSink, leg: string, ...people: readonly string[]): void {
  for (const person of people) {
    for (const kind of ['audio', 'video'] as const)
      sink.setTrack(person, kind, track(`${leg}-${person}-${kind}`));
  }
}

const video = { participant: 'ann', source: 'camera', kind: 'video' } as const;

test('with one leg everything is shown as it comes', () => {
  const { sink, tracks, links } = shown();
  const { present } = new LegViews(sink);
  receive(present, 'a', 'ann');
  present.setLink('ann', 'connected');
  present.setTrack('ann', 'audio', null);
  expect([...tracks]).toEqual([['ann video', 'a-ann-video']]);
  expect(links).toEqual(['ann connected']);
  expect(present.participants()).toEqual(['ann']);
});

test('a stream is shown from the next leg once it has crossed, and only that one', () => {
  const { sink, tracks, changes } = shown();
  const views = new LegViews(sink);
  receive(views.present, 'a', 'ann', 'bob');
  const next = views.prepare();
  changes.length = 0;
  views.cross(video);
  expect(changes).toEqual([]);
  receive(next, 'b', 'ann', 'bob');
  next.setAllLinks('connecting');
  expect(changes).toEqual([]);
  views.cross(video);
  views.cross(video);
  expect(changes).toEqual(['ann video: b-ann-video']);
  expect(views.hasCrossed(video)).toBe(true);
  // A later negotiation on the present leg does not bring it back.
  receive(views.present, 'a', 'ann', 'bob');
  expect(tracks.get('ann video')).toBe('b-ann-video');
  expect(tracks.get('bob video')).toBe('a-bob-video');
});

test('the switch shows all of the next leg, and nothing that only the one before had', () => {
  const { sink, tracks, changes } = shown();
  const views = new LegViews(sink);
  const old = views.present;
  receive(old, 'a', 'ann', 'bob');
  const next = views.prepare();
  receive(next, 'b', 'ann');
  views.cross(video);
  changes.length = 0;
  views.adopt();
  expect(changes.toSorted()).toEqual(['ann audio: b-ann-audio', 'bob audio: nothing', 'bob video: nothing']);
  receive(old, 'a', 'bob');
  receive(next, 'b', 'cem');
  expect([...tracks.values()].toSorted()).toEqual([
    'b-ann-audio',
    'b-ann-video',
    'b-cem-audio',
    'b-cem-video',
  ]);
  next.setLink('cem', 'broken');
  old.setLink('cem', 'connected');
  expect(views.track('present', video)?.id).toBe('b-ann-video');
});

test('a next leg that is given up leaves everything as it was', () => {
  const { sink, tracks, links } = shown();
  const views = new LegViews(sink);
  receive(views.present, 'a', 'ann', 'bob');
  const before = [...tracks];
  const next = views.prepare();
  receive(next, 'b', 'ann', 'cem');
  views.cross(video);
  views.cross({ participant: 'cem', source: 'camera', kind: 'audio' });
  next.setLink('ann', 'broken');
  views.drop();
  expect([...tracks]).toEqual(before);
  // What still comes over it is of no interest.
  receive(next, 'b', 'bob');
  views.adopt();
  expect([...tracks]).toEqual(before);
  expect(links).toEqual([]);
  expect(views.streams()).toHaveLength(4);
});

test('a screen crosses by itself, apart from the camera of the same person', () => {
  const { sink, tracks, changes } = shown();
  const views = new LegViews(sink);
  receive(views.present, 'a', 'ann');
  views.present.setScreenTrack('ann', 'video', track('a-screen'));
  const next = views.prepare();
  receive(next, 'b', 'ann');
  next.setScreenTrack('ann', 'video', track('b-screen'));
  changes.length = 0;
  views.cross({ participant: 'ann', source: 'screen', kind: 'video' });
  expect(changes).toEqual(['ann screen video: b-screen']);
  expect(tracks.get('ann video')).toBe('a-ann-video');
  expect(views.streams()).toHaveLength(3);
});
