import { emptyRoom } from '@stoa/protocol';
import { expect, test } from 'vitest';
import {
  addOutgoing,
  dropOutgoing,
  failOutgoing,
  orphanOutgoing,
  retryOutgoing,
  settleOutgoing,
} from './outbox.ts';

const two = addOutgoing(addOutgoing([], 'a', 'one'), 'b', 'two');

test('a refused message stays, with its reason, and can be sent again under the same id', () => {
  const failed = failOutgoing(two, 'a', 'log-unavailable');
  expect(failed[0]).toEqual({ id: 'a', text: 'one', state: 'failed', code: 'log-unavailable' });
  expect(failed[1]?.state).toBe('sending');
  expect(retryOutgoing(failed, 'a')).toEqual(two);
});

test('only what the room shows leaves the outbox', () => {
  const chat = [{ id: 'a', participant: 'p00000001', name: 'Ada', text: 'one', at: 1 }];
  expect(settleOutgoing(two, { ...emptyRoom('r'), chat }).map((m) => m.id)).toEqual(['b']);
  expect(settleOutgoing(two, emptyRoom('r'))).toBe(two);
});

test('messages of a participant that is gone wait for a decision', () => {
  const orphans = orphanOutgoing(failOutgoing(two, 'b', 'too-many'));
  expect(orphans.map((m) => [m.state, m.code])).toEqual([
    ['failed', 'unconfirmed'],
    ['failed', 'too-many'],
  ]);
  expect(dropOutgoing(orphans, 'a').map((m) => m.id)).toEqual(['b']);
});
