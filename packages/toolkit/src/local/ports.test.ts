import { describe, expect, test } from 'vitest';
import type { PortUse } from './model.ts';
import { planLocal } from './plan.ts';
import { assertNoPortClashes, findPortClashes } from './ports.ts';
import { exampleInput, type SectionsInput } from './testing/fixtures.ts';

const use = (change: Partial<PortUse>): PortUse => ({
  component: 'a',
  proto: 'tcp',
  address: '127.0.0.1',
  first: 1_000,
  last: 1_000,
  setting: 'a.port',
  ...change,
});

describe('two uses clash', () => {
  test.each([
    ['same port', use({}), use({}), true],
    ['other port', use({}), use({ first: 1_001, last: 1_001 }), false],
    ['other protocol', use({}), use({ proto: 'udp' }), false],
    ['other address', use({}), use({ address: '192.0.2.7' }), false],
    ['every address', use({}), use({ address: '0.0.0.0' }), true],
    ['a range around it', use({}), use({ first: 900, last: 1_000 }), true],
    ['a range beside it', use({}), use({ first: 1_001, last: 1_100 }), false],
  ])('%s', (_what, a, b, clash) => {
    expect(findPortClashes([a, b])).toHaveLength(clash ? 1 : 0);
    expect(findPortClashes([b, a])).toHaveLength(clash ? 1 : 0);
  });
});

test.each<[string, SectionsInput, RegExp]>([
  [
    'backends in a row reach the next setting',
    { meet: { port: 8_443, httpPort: 8_444 } },
    /meet\.httpPort \(meet-0, 8444\/tcp\) and meet\.port \(meet-1, 8444\/tcp\)/,
  ],
  [
    'the API and the admin API of the SFUs',
    { sfu: { apiPort: 17_189 } },
    /sfu\.apiPort \(janus-0, 17189\/tcp\) and sfu\.adminPort \(janus-1, 17189\/tcp\)/,
  ],
  [
    'media and relay ranges',
    { turn: { relayPorts: { min: 23_000, max: 24_000 } } },
    /sfu\.rtpPorts \(janus-1, 22000-23999\/udp\) and turn\.relayPorts \(coturn, 23000-24000\/udp\)/,
  ],
  [
    'the relay’s own port in its range',
    { turn: { port: 25_000 } },
    /turn\.port \(coturn, 25000\/udp\) and turn\.relayPorts/,
  ],
])('a clash inside the config is named by its settings: %s', (_what, sections, message) => {
  const plan = planLocal(exampleInput(sections));
  expect(() => assertNoPortClashes(plan.ports)).toThrow(message);
});
