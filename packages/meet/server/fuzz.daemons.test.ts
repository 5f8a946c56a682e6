import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { backendConfig, plainListener } from '../../../test/support/backend.ts';
import { MeetClient } from '../../../test/support/meet-client.ts';
import { goodMessages } from '../../../test/support/mutate-message.ts';
import { startBackend } from './index.ts';

const unlimited = { perSecond: 1e9, burst: 1e9 };

const value = fc.oneof(
  fc.json().map((text) => JSON.parse(text) as unknown),
  fc.constantFrom<unknown>(null, -1, 1e308, '', '\u0000', '💥'.repeat(50), [], {}, true, { __proto__: null }),
);

/** A good message with some keys changed, added or removed, or its text cut or broken. */
const mutated = fc
  .record({
    base: fc.constantFrom(...goodMessages),
    changes: fc.dictionary(
      fc.constantFrom(
        ...new Set(goodMessages.flatMap((message) => Object.keys(message))),
        'extra',
        '__proto__',
        'constructor',
      ),
      fc.option(value, { nil: undefined }),
      { maxKeys: 3 },
    ),
    cut: fc.option(fc.nat(200)),
    noise: fc.option(fc.tuple(fc.nat(200), fc.string())),
  })
  .map(({ base, changes, cut, noise }) => {
    let text = JSON.stringify({ ...base, ...changes });
    if (noise) text = text.slice(0, noise[0]) + noise[1] + text.slice(noise[0]);
    return cut === null ? text : text.slice(0, cut);
  });
const garbage = fc.oneof({ weight: 6, arbitrary: mutated }, { weight: 1, arbitrary: fc.string() });

it('answers thousands of mutated messages one by one, and does not crash', async () => {
  const settings = { messageRate: unlimited, candidateRate: unlimited, refusedInRow: 1e9, inFlight: 1e9 };
  const logger = pino({ level: 'silent' });
  const backend = await startBackend(backendConfig({ listen: plainListener(0) }), { logger, settings });
  const client = await MeetClient.open(backend.urls[0] ?? '');
  await client.join('fuzz', 'Ann');
  const messages = fc.sample(garbage, { numRuns: 6_000, seed: 42 });
  // `leave` is not among them: it would end the connection.
  for (let start = 0; start < messages.length; start += 500) {
    const batch = messages.slice(start, start + 500);
    const before = client.received.filter((message) => 're' in message).length;
    for (const text of batch) client.sendRaw(text);
    await expect
      .poll(() => client.received.filter((message) => 're' in message).length, { timeout: 10_000 })
      .toBe(before + batch.length);
  }
  expect(client.closed).toBeUndefined();
  expect(client.received.filter((m) => m.type === 'error' && m.code === 'internal')).toEqual([]);
  expect(client.gaps).toBe(0);
  expect(await client.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
  client.close();
  await backend.close();
}, 60_000);
