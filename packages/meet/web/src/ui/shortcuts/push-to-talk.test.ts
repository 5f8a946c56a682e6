import { expect, test } from 'vitest';
import { createStore } from '../../base/index.ts';
import type { LocalMediaState } from '../../media/index.ts';
import { createPushToTalk } from './push-to-talk.ts';

const device = { on: false, track: null, problem: null };

/** A microphone that opens when told so. */
function microphone(on: boolean) {
  const state = createStore<LocalMediaState>({
    audio: { ...device, on },
    video: device,
    opening: false,
    closed: false,
  });
  const opening: (() => void)[] = [];
  return {
    state,
    on: () => state.get().audio.on,
    answer: () => opening.splice(0).forEach((open) => open()),
    async set(_kind: 'audio' | 'video', wanted: boolean): Promise<void> {
      if (wanted) await new Promise<void>((resolve) => opening.push(resolve));
      state.update((now) => ({ ...now, audio: { ...now.audio, on: wanted } }));
    },
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test('the microphone is on while the key is held', async () => {
  const local = microphone(false);
  const talk = createPushToTalk(local);
  talk.hold();
  talk.hold();
  local.answer();
  await turn();
  expect([local.on(), talk.held()]).toEqual([true, true]);
  talk.release();
  await turn();
  expect([local.on(), talk.held()]).toEqual([false, false]);
});

test('a key let go before the microphone was open leaves it muted', async () => {
  const local = microphone(false);
  const talk = createPushToTalk(local);
  talk.hold();
  talk.release();
  local.answer();
  await turn();
  expect(local.on()).toBe(false);
});

test('whoever is heard anyway stays so', async () => {
  const local = microphone(true);
  const talk = createPushToTalk(local);
  talk.hold();
  expect(talk.held()).toBe(false);
  talk.release();
  await turn();
  expect(local.on()).toBe(true);
});
