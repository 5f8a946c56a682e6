import type { LogEvent } from '@stoa/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentEvents } from './recent-events.ts';

const hand: LogEvent = { type: 'hand', at: 1, participant: 'pann00000', raised: true };
function chat(id: string, text: string): LogEvent {
  return { type: 'chat', at: 1, participant: 'pann00000', id, name: 'Ann', text };
}

it('knows what came after a version, and what it no longer knows', () => {
  const recent = new RecentEvents(10, [hand], { events: 3, text: 100 });
  recent.add([chat('a', 'x'), chat('b', 'y'), hand]);
  expect(recent.since(10)).toBeUndefined();
  expect(recent.since(11)).toEqual([chat('a', 'x'), chat('b', 'y'), hand]);
  expect(recent.since(14)).toEqual([]);
  expect(recent.since(15)).toBeUndefined();
  expect(recent.last).toEqual(hand);
});

it('lets the oldest texts go when there is too much text', () => {
  const recent = new RecentEvents(0, [], { events: 100, text: 10 });
  recent.add([hand, chat('a', 'x'.repeat(6)), hand, chat('b', 'y'.repeat(6)), hand]);
  expect(recent.since(1)).toBeUndefined();
  expect(recent.since(2)).toEqual([hand, chat('b', 'y'.repeat(6)), hand]);
  recent.add([chat('c', 'z'.repeat(11))]);
  expect(recent.since(5)).toBeUndefined();
  expect(recent.since(6)).toEqual([]);
});

it('is the longest end within its bounds, whatever comes in whatever portions', () => {
  const event = fc.oneof(
    fc.constant(hand),
    fc.nat(20).map((length) => chat(`c${length}`, 'x'.repeat(length))),
  );
  const bounds = fc.record({ events: fc.integer({ min: 1, max: 20 }), text: fc.nat(60) });
  fc.assert(
    fc.property(fc.array(fc.array(event, { maxLength: 8 }), { maxLength: 10 }), bounds, (batches, bound) => {
      const recent = new RecentEvents(100, [], bound);
      for (const batch of batches) recent.add(batch);
      const all = batches.flat();
      const text = (list: LogEvent[]) =>
        list.reduce((sum, one) => sum + (one.type === 'chat' ? one.text.length : 0), 0);
      const fits = (list: LogEvent[]) => list.length <= bound.events && text(list) <= bound.text;
      for (let from = 0; from <= all.length; from += 1) {
        const tail = all.slice(from);
        expect(recent.since(100 + from)).toEqual(fits(tail) ? tail : undefined);
      }
    }),
  );
});
