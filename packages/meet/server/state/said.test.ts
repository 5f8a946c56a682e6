import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasSaid, withSaid } from './said.ts';

type Said = ReturnType<typeof withSaid>;

const key = (number: number) => `p1/c${number}`;
const nothing: Said = { said: [], saidLately: [] };
const all = ({ said, saidLately }: Said) => [...said, ...saidLately];

it('remembers at least the last thousand, in order, and lets the oldest go', () => {
  let said = nothing;
  for (let number = 0; number < 5_000; number += 1) {
    expect(hasSaid(said, key(number))).toBe(false);
    said = withSaid(said, key(number));
    expect(hasSaid(said, key(number))).toBe(true);
    expect(hasSaid(said, key(Math.max(0, number - 999)))).toBe(true);
    expect(all(said).length).toBeLessThanOrEqual(1_313);
  }
  expect(hasSaid(said, key(0))).toBe(false);
  expect(all(said).at(-1)).toBe(key(4_999));
  expect(all(said)).toEqual(all(said).sort((a, b) => Number(a.slice(4)) - Number(b.slice(4))));
});

it('says of every list what the list itself says, also of lists that others followed', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 150 }), fc.nat(150), (numbers, at) => {
      const lists = [nothing];
      for (const number of numbers) {
        const last = lists.at(-1) ?? nothing;
        if (!hasSaid(last, key(number))) lists.push(withSaid(last, key(number)));
      }
      // A branch from an earlier list, as when an append was refused.
      const early = lists[Math.min(at, lists.length - 1)] ?? nothing;
      const branch = withSaid(early, 'other');
      for (const list of [...lists, branch]) {
        for (let number = 0; number <= 200; number += 20) {
          expect(hasSaid(list, key(number))).toBe(all(list).includes(key(number)));
        }
        expect(hasSaid(list, 'other')).toBe(list === branch);
      }
    }),
  );
});
