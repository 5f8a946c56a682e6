import { expect, test } from 'vitest';
import { suggest } from './_suggest.ts';

test.each([
  ['relam', ['realm', 'port'], 'realm'],
  ['backend', ['backends', 'port'], 'backends'],
  ['prot', ['port', 'room'], 'port'],
  ['PORT', ['port'], 'port'],
  ['monitoring', ['meet', 'sfu', 'turn', 'redis'], undefined],
  ['', ['meet'], undefined],
  ['x'.repeat(10_000), ['meet'], undefined],
])('%s', (word, candidates, meant) => {
  expect(suggest(word, candidates)).toBe(meant);
});
