import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasSaid, withSaid } from './said.ts';

const key = (number: number) => `p1/c${number}`;

it('remembers at least the last thousand, in order, and lets the oldest go', () => {
  let said: readonly string[] = [];
  for (let number = 0; number < 5_000; number += 1) {
    expect(hasSaid(said, key(number))).toBe(false);
    said = withSaid(said, key(number));
    expect(hasSaid(said, key(number))).toBe(true);
    expect(hasSaid(said, key(Math.max(0, number - 999)))).toBe(true);
    expect(said.length).toBeLessThanOrEqual(1_250);
  }
  expect(hasSaid(said, key(0))).toBe(false);
  expect(said.at(-1)).toBe(key(4_999));
  expect(said).toEqual([...said].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4))));
});

it('says of every list what the list itself says, also of lists that others followed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 150 }), fc.nat(150), (numbers, at) => {
      const lists = [[] as string[]];
      for (const number of numbers) {
        const last = lists.at(-1) ?? [];
        if (!hasSaid(last, key(number))) lists.push(withSaid(last, key(number)));
      }
      // A branch from an earlier list, as when an append was refused.
      const early = lists[Math.min(at, lists.length - 1)] ?? [];
      const branch = withSaid(early, 'other');
      for (const list of [...lists, branch]) {
        for (let number = 0; number <= 200; number += 20) {
          expect(hasSaid(list, key(number))).toBe(list.includes(key(number)));
        }
        expect(hasSaid(list, 'other')).toBe(list === branch);
      }
    }),
  );
});
