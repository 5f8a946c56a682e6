import { emptyRoom } from '@stoa/protocol';
import type { ErrorCode, ParticipantView, ScreenPolicy, ScreenState } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { LocalScreen } from '../media/index.ts';
import { RequestError } from '../session/index.ts';
import type { ClientRequest } from '../session/index.ts';
import { ScreenSharing } from './screen-sharing.ts';

/** Stands for a captured screen; a real one is in the browser suite. */
class Track extends EventTarget {
  stopped = false;
  contentHint = '';
  stop(): void {
    this.stopped = true;
  }
}

const me = 'p00000001';

/** A person in a room that does as it is asked, unless `refuse` says otherwise. */
function person(policy: ScreenPolicy = 'everyone') {
  const tracks: Track[] = [];
  const asked: string[] = [];
  const room = { me: me as string | null, screen: undefined as ScreenState | undefined };
  const faults: { capture?: string; refuse?: ErrorCode } = {};
  let changes = 0;
  const devices = {
    getDisplayMedia: async () => {
      if (faults.capture !== undefined) throw new DOMException('x', faults.capture);
      const [video, audio] = [new Track(), new Track()];
      tracks.push(video, audio);
      return { getVideoTracks: () => [video], getAudioTracks: () => [audio] } as unknown as MediaStream;
    },
  };
  const view = () => {
    const base = { joinedAt: 1, connected: true, generation: 1, audio: true, video: true, published: [] };
    const self: ParticipantView = {
      ...base,
      id: room.me ?? '',
      name: 'Ann',
      role: 'participant',
      screen: room.screen,
    };
    const empty = emptyRoom('r');
    return { ...empty, participants: [self], settings: { ...empty.settings, screenShare: policy } };
  };
  const request = async (message: ClientRequest) => {
    asked.push(message.type === 'screen' ? `screen ${message.on}` : message.type);
    if (faults.refuse !== undefined) throw new RequestError(faults.refuse, 'no', false);
    if (message.type === 'screen') room.screen = message.on ? 'sharing' : undefined;
    if (message.type === 'screen-request') room.screen = 'asked';
  };
  const sharing = new ScreenSharing(new LocalScreen(devices), {
    request,
    room: () => ({ view: view(), me: room.me }),
    changed: () => (changes += 1),
  });
  return { sharing, tracks, asked, room, faults, changes: () => changes };
}

test('a screen is sent once the room knows of it, and ends with a press', async () => {
  const { sharing, tracks, asked, room, changes } = person();
  const started = sharing.start();
  expect(sharing.tracks).toBeNull();
  await started;
  expect(asked).toEqual(['screen true']);
  expect(sharing.tracks?.video).toBe(tracks[0]);
  expect(tracks[0]?.contentHint).toBe('detail');
  expect(changes()).toBeGreaterThan(0);
  sharing.stop();
  expect(tracks.map(({ stopped }) => stopped)).toEqual([true, true]);
  expect(asked).toEqual(['screen true', 'screen false']);
  expect([sharing.tracks, room.screen]).toEqual([null, undefined]);
});

test('a press in the bar of the browser ends it as well', async () => {
  const { sharing, tracks, asked } = person();
  await sharing.start();
  tracks[0]?.dispatchEvent(new Event('ended'));
  expect(sharing.tracks).toBeNull();
  expect(asked.at(-1)).toBe('screen false');
});

test('where approval is due it is asked for first, and nothing is captured', async () => {
  const { sharing, tracks, asked, room } = person('approval');
  await sharing.start();
  expect([asked, tracks]).toEqual([['screen-request'], []]);
  room.screen = 'allowed';
  await sharing.start();
  expect(sharing.tracks?.video).toBe(tracks[0]);
});

test('choosing nothing is no fault; no picture and a refusal are', async () => {
  const { sharing, faults, tracks } = person();
  faults.capture = 'NotAllowedError';
  await sharing.start();
  expect(sharing.state.get()).toEqual({ problem: null, busy: false });
  faults.capture = 'NotReadableError';
  await sharing.start();
  expect(sharing.state.get().problem).toBe('no-picture');
  delete faults.capture;
  faults.refuse = 'not-allowed';
  await sharing.start();
  expect(sharing.state.get().problem).toBe('refused');
  expect(tracks.every(({ stopped }) => stopped)).toBe(true);
  sharing.dismiss();
  expect(sharing.state.get().problem).toBeNull();
});

test('a moderator’s word ends it here, too', async () => {
  const { sharing, tracks, room, asked } = person();
  await sharing.start();
  sharing.follow();
  expect(sharing.tracks).not.toBeNull();
  room.screen = undefined;
  sharing.follow();
  expect(tracks[0]?.stopped).toBe(true);
  expect(sharing.state.get().problem).toBe('stopped');
  expect(asked).toEqual(['screen true']);
});

test('a page that was reloaded tells the room that there is no screen any more', async () => {
  const { sharing, room, asked } = person();
  room.screen = 'sharing';
  sharing.follow();
  sharing.follow();
  expect(asked).toEqual(['screen false']);
});

test('who joined anew as somebody else shares anew, without choosing again', async () => {
  const { sharing, room, asked, tracks } = person();
  await sharing.start();
  room.me = 'p00000002';
  room.screen = undefined;
  sharing.follow();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked).toEqual(['screen true', 'screen true']);
  expect(sharing.tracks?.video).toBe(tracks[0]);
  expect(tracks[0]?.stopped).toBe(false);
});
