import { expect, test } from 'vitest';
import { initialSession } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { bannerText } from './banner.tsx';

const well = { ...initialSession('r'), phase: 'joined' as const };

test('nothing is said while all is well', () => {
  expect(bannerText(well)).toBeNull();
});

test('the most pressing trouble is said', () => {
  expect(bannerText({ ...well, phase: 'connecting' })).toBe(texts.banner.joining);
  expect(bannerText({ ...well, phase: 'connecting', attempt: 2 })).toBe(texts.banner.unreachable);
  expect(bannerText({ ...well, phase: 'reconnecting', logOk: false })).toBe(texts.banner.reconnecting);
  expect(bannerText({ ...well, logOk: false })).toBe(texts.banner.logAway);
});
