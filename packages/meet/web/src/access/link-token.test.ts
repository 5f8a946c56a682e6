import { expect, test } from 'vitest';
import type { SafeStorage } from '../base/index.ts';
import { accessToken, forgetTokens, keepToken, takeLinkToken } from './link-token.ts';

function memory(): SafeStorage {
  const kept = new Map<string, string>();
  return {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}

function follow(hash: string, pathname = '/r/board') {
  const storage = memory();
  const addresses: string[] = [];
  const took = takeLinkToken({ hash, pathname, search: '?name=Ann' }, storage, (to) => addresses.push(to));
  return { took, addresses, token: accessToken(storage, 'board') };
}

test('the token leaves the address bar and stays with the tab, for its room', () => {
  expect(follow('#token=eyJ.a-b_c.d')).toEqual({
    took: true,
    addresses: ['/r/board?name=Ann'],
    token: 'eyJ.a-b_c.d',
  });
  expect(follow('#x=1&token=abc&y=2').token).toBe('abc');
  expect(follow('#token=abc', '/r/board/').took).toBe(true);
  expect(follow('#token=abc', '/r/other').token).toBeNull();
});

test.each(['', '#', '#token=', '#other=abc', '#token=a b', '#nottoken=abc', `#token=${'x'.repeat(8_193)}`])(
  'in %j there is none',
  (hash) => {
    expect(follow(hash)).toEqual({ took: false, addresses: [], token: null });
  },
);

test('elsewhere than on the page of a room nothing is taken', () => {
  expect(follow('#token=abc', '/')).toMatchObject({ took: false, addresses: [] });
});

test('the token of an account is for every room, a link’s goes first, and both can be forgotten', () => {
  const storage = memory();
  keepToken(storage, 'account');
  takeLinkToken({ hash: '#token=link', pathname: '/r/board', search: '' }, storage, () => {});
  expect([accessToken(storage, 'board'), accessToken(storage, 'other')]).toEqual(['link', 'account']);
  forgetTokens(storage, 'board');
  expect([accessToken(storage, 'board'), accessToken(storage, 'other')]).toEqual([null, null]);
});
