import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasSaid, withSaid } from './said.ts';

const key = (number: number) => `p1/c${number}`;

it('remembers at least the last thousand, in order, and lets the oldest go', () => {
  let said: string[] = [];
  for (let number = 0; number < 5_000; number += 1) {
    expect(hasSaid(said, key(number))).toBe(false);
    said = withSaid(said, [key(number)]);
    expect(hasSaid(said, key(number))).toBe(true);
    expect(hasSaid(said, key(Math.max(0, number - 999)))).toBe(true);
    expect(said.length).toBeLessThanOrEqual(1_250);
  }
  expect(hasSaid(said, key(0))).toBe(false);
  expect(said.at(-1)).toBe(key(4_999));
  expect(said).toEqual(said.toSorted((a, b) => Number(a.slice(4)) - Number(b.slice(4))));
});

it('says of every list what the list itself says, also of lists that others followed', () => {
  const lot = fc.uniqueArray(fc.nat(2_000), { maxLength: 300 });
  fc.assert(
    fc.property(fc.array(lot, { maxLength: 12 }), fc.nat(12), (lots, at) => {
      const lists: string[][] = [[]];
      for (const numbers of lots) {
        const last = lists.at(-1) ?? [];
        const fresh = numbers.map(key).filter((one) => !hasSaid(last, one));
        lists.push(withSaid(last, fresh));
      }
      // A branch from an earlier list, as when an append was refused.
      const early = lists[Math.min(at, lists.length - 1)] ?? [];
      const branch = withSaid(early, ['other']);
      for (const list of [...lists, branch]) {
        for (let number = 0; number <= 2_000; number += 50) {
          expect(hasSaid(list, key(number))).toBe(list.includes(key(number)));
        }
        expect(hasSaid(list, 'other')).toBe(list === branch);
      }
    }),
  );
});
