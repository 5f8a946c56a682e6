import { expect, test } from 'vitest';
import type { MediaProblem } from '../media/index.ts';
import { texts } from '../texts/index.ts';
import { problemTexts } from './device-problems.tsx';

function device(problem: MediaProblem | null) {
  return { on: problem === null, track: null, problem };
}

test('nothing is said while the devices work', () => {
  expect(problemTexts({ audio: device(null), video: device(null) })).toEqual([]);
});

test('one reason for both is one sentence, two reasons are two', () => {
  expect(problemTexts({ audio: device('denied'), video: device('denied') })).toEqual([
    texts.problems.both.denied,
  ]);
  expect(problemTexts({ audio: device('busy'), video: device('missing') })).toEqual([
    texts.problems.audio.busy,
    texts.problems.video.missing,
  ]);
  expect(problemTexts({ audio: device(null), video: device('unplugged') })).toEqual([
    texts.problems.video.unplugged,
  ]);
});
