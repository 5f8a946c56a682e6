import { expect, test } from 'vitest';
import { listen, silence, speakersOf } from './speaking.ts';
import type { Speaking } from './speaking.ts';

const stepMs = 200;

/** Plays levels for a while; every person in `levels` is there. */
function play(from: Speaking, at: number, ms: number, levels: Readonly<Record<string, number>>) {
  let state = from;
  let now = at;
  for (; now < at + ms; now += stepMs) state = listen(state, new Map(Object.entries(levels)), now);
  return { state, now };
}

test('who speaks for a moment is the speaker, and stays so in silence', () => {
  const spoke = play(silence, 0, 600, { a: 0.3, b: 0 });
  expect(spoke.state.active).toBe('a');
  expect(speakersOf(spoke.state)).toEqual(['a']);
  const quiet = play(spoke.state, spoke.now, 5_000, { a: 0, b: 0.001 });
  expect(quiet.state.active).toBe('a');
  expect(speakersOf(quiet.state)).toEqual([]);
});

test('a cough changes nothing, and a pause between words ends nothing', () => {
  const spoke = play(silence, 0, 600, { a: 0.3, b: 0 });
  const cough = play(spoke.state, spoke.now, stepMs, { a: 0, b: 0.9 });
  const after = play(cough.state, cough.now, stepMs, { a: 0.3, b: 0 });
  expect(after.state.active).toBe('a');
  const pause = play(after.state, after.now, 600, { a: 0, b: 0 });
  expect(speakersOf(pause.state)).toContain('a');
});

test('an answer after a silence takes over quickly', () => {
  const spoke = play(silence, 0, 1_000, { a: 0.3, b: 0 });
  const quiet = play(spoke.state, spoke.now, 2_000, { a: 0, b: 0 });
  expect(play(quiet.state, quiet.now, 600, { a: 0, b: 0.1 }).state.active).toBe('b');
});

test('interrupting takes a while and a louder voice', () => {
  const spoke = play(silence, 0, 1_000, { a: 0.2, b: 0 });
  const softer = play(spoke.state, spoke.now, 4_000, { a: 0.2, b: 0.21 });
  expect(softer.state.active).toBe('a');
  expect(speakersOf(softer.state)).toEqual(['a', 'b']);
  const short = play(spoke.state, spoke.now, 1_000, { a: 0.2, b: 0.6 });
  expect(short.state.active).toBe('a');
  expect(play(short.state, short.now, 1_000, { a: 0.2, b: 0.6 }).state.active).toBe('b');
});

test('who left is not the speaker', () => {
  const spoke = play(silence, 0, 1_000, { a: 0.3, b: 0 });
  expect(play(spoke.state, spoke.now, stepMs, { b: 0 }).state).toMatchObject({ active: null });
});
