import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionsOf } from './support/connections.ts';
import {
  everybodyReceives,
  figures,
  mark,
  print,
  sfuOf,
  withLoopDelay,
  worst,
} from './support/sfu-figures.ts';
import { hasSfuParts } from './support/sfu-parts.ts';
import { startSfuPlatform, type SfuPlatform } from './support/sfu-platform.ts';

describe.skipIf(!(await hasSfuParts()))('a room with a leg in reserve', () => {
  let platform: SfuPlatform;
  beforeAll(async () => {
    platform = await startSfuPlatform(2, { standby: true });
  }, 60_000);
  afterAll(() => platform?.[Symbol.asyncDispose]());

  const other = (name: string) => (name === 'janus-0' ? 'janus-1' : 'janus-0');
  const janus = (name: string) => platform.januses.find(({ sfu }) => sfu.name === name);
  const sessions = async (name: string) => {
    const found = (await janus(name)?.admin({ janus: 'list_sessions' }))?.['sessions'];
    return Array.isArray(found) ? found.length : 0;
  };
  const connections = (name: string) => connectionsOf(janus(name));

  it('goes there at once when its SFU dies, and gets another one in reserve', async () => {
    const people = await platform.call('reserve', 3);
    await everybodyReceives(people);
    const from = sfuOf(people);
    const to = other(from);
    await expect.poll(() => connections(to), { timeout: 20_000, interval: 300 }).toBe(6);
    mark(people);
    await sleep(2_000);
    const base = figures(people);
    mark(people);
    const { delayMs } = await withLoopDelay(async () => {
      await janus(from)?.kill();
      await expect.poll(() => sfuOf(people), { interval: 20 }).toBe(to);
      await sleep(1_500);
    });
    const seen = figures(people);
    print('the SFU died, with a leg in reserve', { base, seen, delayMs });
    expect(people.map((person) => person.stats())).toEqual(
      people.map(() => expect.objectContaining({ switches: 1, rebuilt: 0, resumes: 0 })),
    );
    expect(worst(seen)).toBeLessThan(worst(base) + 250 + delayMs);
    await janus(from)?.start();
    await expect.poll(() => connections(from), { timeout: 30_000, interval: 300 }).toBe(6);
    // A drain of the SFU that only stands by has nothing to move, and leaves nothing there.
    await platform.admin('POST', `/admin/v1/sfus/${from}/drain`);
    const view = async () => (await platform.admin('GET', `/admin/v1/sfus/${from}/drain`)).body;
    await expect
      .poll(view, { timeout: 20_000, interval: 200 })
      .toMatchObject({ state: 'drained', totals: { moved: 0 } });
    expect([sfuOf(people), await sessions(from)]).toEqual([to, 0]);
    await platform.admin('DELETE', `/admin/v1/sfus/${from}/cordon`);
    await expect.poll(() => connections(from), { timeout: 30_000, interval: 300 }).toBe(6);
    // A drain of the present one goes to the other for good.
    mark(people);
    await platform.admin('POST', `/admin/v1/sfus/${to}/drain`);
    await expect.poll(() => sfuOf(people), { timeout: 20_000, interval: 50 }).toBe(from);
    expect(figures(people).lost).toBe(0);
    await everybodyReceives(people);
  }, 180_000);
});
