import { expect, test } from 'vitest';
import { aliveMs, Liveness, mayCross, silentMs, widthHoldMs } from './_crossing.ts';

const sample = (packets: number, width = 0) => ({ packets, frames: packets, width, madeUpMs: null });

test('sound crosses once it has been coming for a moment', () => {
  const audio = {
    kind: 'audio',
    present: sample(1_000),
    rendered: false,
    renderedForMs: 0,
    silentForMs: 0,
  } as const;
  expect(mayCross({ ...audio, next: sample(0) })).toBe(false);
  expect(mayCross({ ...audio, next: sample(4) })).toBe(false);
  expect(mayCross({ ...audio, next: sample(5) })).toBe(true);
});

test('a picture crosses when one was rendered, and not while it is narrower, within bounds', () => {
  const video = { kind: 'video', present: sample(1_000, 960) } as const;
  const at = (width: number, rendered: boolean, renderedForMs: number) =>
    mayCross({ ...video, next: sample(90, width), rendered, renderedForMs, silentForMs: 0 });
  expect(at(960, false, 0)).toBe(false);
  expect(at(960, true, 0)).toBe(true);
  expect(at(1_280, true, 0)).toBe(true);
  expect(at(640, true, 0)).toBe(false);
  expect(at(640, true, widthHoldMs - 1)).toBe(false);
  expect(at(640, true, widthHoldMs)).toBe(true);
});

test('a present leg that has fallen silent is not worth waiting for', () => {
  const video = { kind: 'video', present: sample(1_000, 960), next: sample(90, 320) } as const;
  const at = (rendered: boolean, silentForMs: number) =>
    mayCross({ ...video, rendered, renderedForMs: 10, silentForMs });
  expect(at(true, silentMs - 1)).toBe(false);
  expect(at(true, silentMs)).toBe(true);
  expect(at(false, silentMs)).toBe(false);
});

test('a stream counts as alive while it brings something', () => {
  const streams = new Liveness();
  streams.look('ann video', 700, 0);
  // The first look shows what came before, perhaps long ago.
  expect(streams.isAlive('ann video', 0)).toBe(false);
  streams.look('ann video', 700, 100);
  expect(streams.isAlive('ann video', 100)).toBe(false);
  streams.look('ann video', 703, 200);
  expect(streams.isAlive('ann video', 200)).toBe(true);
  expect(streams.silentFor('ann video', 350)).toBe(150);
  streams.look('ann video', 703, 200 + aliveMs - 1);
  expect(streams.isAlive('ann video', 200 + aliveMs - 1)).toBe(true);
  expect(streams.isAlive('ann video', 200 + aliveMs)).toBe(false);
  expect(streams.isAlive('bob video', 200)).toBe(false);
});
