import { expect, test } from 'vitest';
import { judgeRefusal, type RefusalEvidence } from './judge-refusal.ts';

const now = 1_800_000_000;
const base: RefusalEvidence = { username: `${now + 600}:alice`, now, secretKnown: true, toleratedSkew: 30 };

test.each<[string, Partial<RefusalEvidence>, string]>([
  ['a good expiry, no skew found', {}, 'TURN_WRONG_SECRET'],
  ['no expiry in the name', { username: 'alice', secretKnown: false }, 'TURN_WRONG_SECRET'],
  ['expired by our clock', { username: `${now - 1}:alice` }, 'TURN_CREDENTIALS_EXPIRED'],
  ['server ahead beyond the expiry', { skew: 3_600 }, 'TURN_CLOCK_SKEW'],
  ['server ahead, but not beyond the expiry', { skew: 300 }, 'TURN_WRONG_SECRET'],
  ['server behind does not explain a 401', { skew: -3_600 }, 'TURN_WRONG_SECRET'],
  ['past 31 bits', { username: '2147483648:alice' }, 'TURN_EXPIRY_OVERFLOW'],
  ['past 32 bits', { username: '4294967296' }, 'TURN_EXPIRY_OVERFLOW'],
])('401, %s', (_what, change, code) => {
  const finding = judgeRefusal({ ...base, ...change });
  expect(finding).toMatchObject({ code, severity: 'error', hint: expect.any(String) });
});

test('the messages carry the figures', () => {
  expect(judgeRefusal({ ...base, skew: 3_600 }).message).toContain('3600 s ahead of');
  expect(judgeRefusal({ ...base, username: `${now - 90}:a` }).message).toContain('90 s ago');
  expect(judgeRefusal({ ...base, secretKnown: false }).message).toContain('user name and password');
});
