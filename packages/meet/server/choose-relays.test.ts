import { describe, expect, it } from 'vitest';
import { chooseRelays } from './choose-relays.ts';

const relay = (number: number) => ({
  name: `relay-${number}`,
  urls: [`turn:192.0.2.${number}:3478`],
  stunUrls: [],
});
const three = [0, 1, 2].map(relay);
const people = Array.from({ length: 3_000 }, (_, number) => `p${number}`);
const names = (participant: string, going?: Set<string>) =>
  chooseRelays(three, participant, going).map(({ name }) => name);

describe('the relays of a participant', () => {
  it('are two different ones, the same whatever the order of the configuration', () => {
    for (const id of people.slice(0, 100)) {
      expect(new Set(names(id)).size).toBe(2);
      expect(chooseRelays(three.toReversed(), id).map(({ name }) => name)).toEqual(names(id));
    }
  });

  it('are spread evenly', () => {
    const first = people.map((id) => names(id)[0]);
    // 1,000 each to be expected; 4 standard deviations.
    for (const { name } of three) {
      expect(first.filter((one) => one === name).length).toBeGreaterThan(900);
    }
  });

  it('leave out one that is going; nobody else gets another', () => {
    const going = new Set(['relay-1']);
    for (const id of people.slice(0, 300)) {
      const before = names(id);
      expect(names(id, going)).not.toContain('relay-1');
      const kept = before.filter((name) => name !== 'relay-1');
      expect(names(id, going).slice(0, kept.length)).toEqual(kept);
    }
  });

  it('are better than none when all are going', () => {
    expect(names('p1', new Set(three.map(({ name }) => name)))).toEqual(names('p1'));
    expect(chooseRelays([], 'p1')).toEqual([]);
  });
});
