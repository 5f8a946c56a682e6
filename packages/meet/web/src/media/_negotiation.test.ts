import { expect, test } from 'vitest';
import { isPolite, onOffer, sessionIdOf } from './_negotiation.ts';

const calm = { polite: false, offering: false, established: false, newPeer: false };

test('of two exactly one is polite', () => {
  expect([isPolite('p2', 'p1'), isPolite('p1', 'p2')]).toEqual([true, false]);
});

test('an offer that meets no other is applied', () => {
  expect(onOffer(calm)).toBe('apply');
  expect(onOffer({ ...calm, established: true })).toBe('apply');
});

test('two offers at once: the polite side gives way, the other goes on', () => {
  expect(onOffer({ ...calm, offering: true })).toBe('ignore');
  expect(onOffer({ ...calm, offering: true, polite: true })).toBe('over');
  expect(onOffer({ ...calm, offering: true, polite: true, established: true })).toBe('apply');
});

test('a page that was reloaded offers from a new connection: start over, whoever is polite', () => {
  for (const polite of [true, false]) {
    for (const offering of [true, false]) {
      expect(onOffer({ polite, offering, established: true, newPeer: true })).toBe('over');
    }
  }
});

test('the session id comes from the origin line', () => {
  expect(sessionIdOf('v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\n')).toBe(
    '4611731400430051336',
  );
  expect(sessionIdOf('nonsense')).toBe('');
});
