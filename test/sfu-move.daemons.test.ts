import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listEvidence } from '../packages/toolkit/src/evidence/index.ts';
import type { SyntheticParticipant } from '../packages/toolkit/src/probe/index.ts';
import { waitFor } from './support/child.ts';
import { MeetClient } from './support/meet-client.ts';
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

describe.skipIf(!(await hasSfuParts()))('a room that moves to another SFU', () => {
  let platform: SfuPlatform;
  beforeAll(async () => {
    platform = await startSfuPlatform(2);
  }, 60_000);
  afterEach(async () => {
    // An SFU that was started again is there once every backend has both its connections.
    const open = async () => {
      for (const name of ['janus-0', 'janus-1']) {
        await platform.admin('DELETE', sfuPath(name, 'drain'));
        await platform.admin('DELETE', sfuPath(name, 'cordon'));
      }
      const looks = [0, 1].map((backend) => platform.admin('GET', '/admin/v1/sfus', undefined, { backend }));
      const sfus = (await Promise.all(looks)).flatMap(
        ({ body }) => body['sfus'] as Record<string, unknown>[],
      );
      return sfus.every(({ up, cordoned, rooms: found }) => up && !cordoned && found !== null);
    };
    await waitFor('both SFUs take sessions', open, { stepMs: 200 });
  });
  afterAll(() => platform?.[Symbol.asyncDispose]());

  const sfuPath = (name: string, rest: string) => `/admin/v1/sfus/${name}/${rest}`;
  const janus = (name: string) => platform.januses.find(({ sfu }) => sfu.name === name);
  const sessions = async (name: string) =>
    (await janus(name)?.admin({ janus: 'list_sessions' }))?.['sessions'];

  /** Rooms of three that all start on the same SFU. */
  async function rooms(prefix: string, count: number): Promise<SyntheticParticipant[][]> {
    await platform.admin('POST', sfuPath('janus-1', 'cordon'));
    const made: SyntheticParticipant[][] = [];
    for (let n = 0; n < count; n += 1) made.push(await platform.call(`${prefix}-${n}`, 3));
    await platform.admin('DELETE', sfuPath('janus-1', 'cordon'));
    await Promise.all(made.map(everybodyReceives));
    return made;
  }

  async function drained(name: string) {
    const state = async () => (await platform.admin('GET', sfuPath(name, 'drain'))).body['state'];
    await expect.poll(state, { timeout: 60_000, interval: 200 }).not.toBe('running');
    return (await platform.admin('GET', sfuPath(name, 'drain'))).body;
  }

  /** Somebody who takes part in a move and never gets ready: the room stays on its way. */
  async function slowcoach(room: string): Promise<MeetClient> {
    const client = await MeetClient.open(platform.backends[1]?.url ?? '');
    await client.join(room, 'slow');
    await sleep(500);
    return client;
  }

  async function leave(people: readonly SyntheticParticipant[]): Promise<void> {
    await Promise.all(people.map((person) => person.leave()));
  }

  it('takes everybody along: nothing is lost, and the SFU is empty and cordoned then', async () => {
    const made = await rooms('whole', 2);
    const people = made.flat();
    expect(new Set(made.map(sfuOf))).toEqual(new Set(['janus-0']));
    mark(people);
    await sleep(3_000);
    const base = figures(people);
    mark(people);
    const { value: end, delayMs } = await withLoopDelay(async () => {
      const started = await platform.admin('POST', sfuPath('janus-0', 'drain'));
      expect(started).toMatchObject({ status: 202, body: { state: 'running', sfu: 'janus-0' } });
      const over = await drained('janus-0');
      await sleep(1_000);
      return over;
    });
    const seen = figures(people);
    print('two rooms moved', { base, seen, delayMs });
    expect(end).toMatchObject({ state: 'drained', totals: { rooms: 2, moved: 2, kept: 0, participants: 6 } });
    expect(made.map(sfuOf)).toEqual(['janus-1', 'janus-1']);
    expect(people.map((person) => person.stats())).toEqual(
      people.map(() => expect.objectContaining({ switches: 1, rebuilt: 0, resumes: 0 })),
    );
    expect(seen.lost).toBe(0);
    expect(worst(seen)).toBeLessThan(worst(base) + 250 + delayMs);
    expect(await sessions('janus-0')).toEqual([]);
    expect((await platform.admin('GET', '/admin/v1/sfus')).body['sfus']).toMatchObject([
      { name: 'janus-0', up: true, cordoned: true, draining: false, sessions: 0, rooms: 0 },
      { name: 'janus-1', up: true, cordoned: false, sessions: 6, rooms: 2 },
    ]);
    const [file] = await listEvidence(platform.evidenceDir);
    expect(file).toMatchObject({ operation: 'drain-sfu', ok: true, data: { sessionsLeft: 0 } });
    expect(file?.id).toBe(end['evidence']);
    // A control: made anew elsewhere, the same call has a hole that these measures see.
    mark(people);
    await platform.admin('DELETE', sfuPath('janus-0', 'cordon'), undefined, { backend: 1 });
    await janus('janus-1')?.kill();
    await expect.poll(() => made.map(sfuOf), { timeout: 10_000 }).toEqual(['janus-0', 'janus-0']);
    await expect.poll(() => figures(people).lost, { timeout: 10_000 }).toBeGreaterThan(0);
    await janus('janus-1')?.start();
    await leave(people);
  }, 120_000);

  it('has every receiver get on the new SFU what it asked for on the old one', async () => {
    const [people = []] = await rooms('wants', 1);
    const [ann, bob] = people;
    const unwanted = { participant: bob?.id ?? '', source: 'camera', height: 'off' } as const;
    await ann?.session.request({ type: 'quality', wants: [unwanted] });
    const packets = async () => {
      mark(people);
      await sleep(500);
      return people.map((person) =>
        person
          .stats()
          .streams.filter(({ kind }) => kind === 'video')
          .map((stream) => stream.packets > 0),
      );
    };
    const wanted = [expect.arrayContaining([true, false]), [true, true], [true, true]];
    await expect.poll(packets, { timeout: 10_000 }).toEqual(wanted);
    const before = await packets();
    await platform.admin('POST', sfuPath('janus-0', 'drain'));
    expect(await drained('janus-0')).toMatchObject({ state: 'drained', totals: { moved: 1 } });
    expect([sfuOf(people), await packets()]).toEqual(['janus-1', before]);
    await leave(people);
  }, 60_000);

  it('is refused where no other SFU takes rooms, and then leaves everything as it was', async () => {
    await platform.admin('POST', sfuPath('janus-1', 'cordon'));
    expect(await platform.admin('POST', sfuPath('janus-0', 'drain'))).toMatchObject({
      status: 409,
      body: { error: { code: 'MEET_SFU_NO_ROOM' } },
    });
    await platform.admin('POST', sfuPath('janus-0', 'cordon'));
    const client = await MeetClient.open(platform.backends[0]?.url ?? '');
    expect(await client.ask({ type: 'hello', room: 'nowhere', name: 'Ann' })).toMatchObject({
      type: 'error',
      code: 'sfu-unavailable',
    });
    client.close();
    const ready = await fetch(`${platform.backends[0]?.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ reasons: ['every SFU that can be reached is cordoned'] });
    for (const name of ['janus-0', 'janus-1']) await platform.admin('DELETE', sfuPath(name, 'cordon'));
    expect((await platform.admin('GET', '/admin/v1/sfus')).body['sfus']).toMatchObject([
      { cordoned: false },
      { cordoned: false },
    ]);
  });

  it('can be cancelled: the room stays, and newcomers get their media again', async () => {
    const [people = []] = await rooms('cancel', 1);
    const slow = await slowcoach('cancel-0');
    mark(people);
    await platform.admin('POST', sfuPath('janus-0', 'drain'));
    const told = await slow.next('media-move');
    expect(told).toMatchObject({ sfu: 'janus-1' });
    expect(await platform.admin('POST', sfuPath('janus-0', 'drain'))).toMatchObject({ status: 409 });
    expect(await platform.admin('DELETE', sfuPath('janus-0', 'cordon'))).toMatchObject({ status: 409 });
    expect(await slow.ask({ type: 'leg-ready', leg: told.leg + 1 })).toMatchObject({ code: 'stale-leg' });
    await sleep(1_500);
    const end = await platform.admin('DELETE', sfuPath('janus-0', 'drain'));
    expect(end.body).toMatchObject({ state: 'cancelled', totals: { moved: 0, kept: 1 } });
    expect(await slow.next('media-kept')).toMatchObject({ leg: told.leg, reason: 'cancelled' });
    await expect.poll(() => sessions('janus-1')).toEqual([]);
    const [late] = await platform.call('cancel-0', 1);
    await everybodyReceives([...people, ...(late ? [late] : [])]);
    const seen = figures(people);
    expect(seen.lost).toBe(0);
    expect([sfuOf(people), people.map((person) => person.stats().rebuilt)]).toEqual(['janus-0', [0, 0, 0]]);
    await slow.ask({ type: 'leave' });
    await leave([...people, ...(late ? [late] : [])]);
  }, 60_000);

  it('loses nothing when the target dies on the way: the room stays', async () => {
    const [people = []] = await rooms('target', 1);
    const slow = await slowcoach('target-0');
    await platform.admin('POST', sfuPath('janus-0', 'drain'), { timeoutMs: 60_000 });
    await slow.next('media-move');
    await sleep(1_500);
    expect(await sessions('janus-1')).toHaveLength(4);
    mark(people);
    await janus('janus-1')?.kill();
    expect(await slow.next('media-kept')).toMatchObject({ reason: 'the SFU janus-1 is gone' });
    await sleep(1_000);
    const seen = figures(people);
    print('the target died', seen);
    expect([sfuOf(people), seen.lost]).toEqual(['janus-0', 0]);
    const end = await platform.admin('DELETE', sfuPath('janus-0', 'drain'));
    expect(end.body).toMatchObject({ state: 'cancelled', totals: { moved: 0, kept: 1 } });
    await janus('janus-1')?.start();
    await slow.ask({ type: 'leave' });
    await leave(people);
  }, 60_000);

  it('goes on where the new leg is, when the old SFU dies on the way', async () => {
    const [people = []] = await rooms('source', 1);
    const slow = await slowcoach('source-0');
    await platform.admin('POST', sfuPath('janus-0', 'drain'));
    const told = await slow.next('media-move');
    await sleep(1_500);
    mark(people);
    await janus('janus-0')?.kill();
    expect(await slow.next('media-switched')).toMatchObject({ leg: told.leg });
    await sleep(1_000);
    const seen = figures(people);
    print('the source died', seen);
    expect([sfuOf(people), seen.lost]).toEqual(['janus-1', 0]);
    expect(people.map((person) => person.stats().rebuilt)).toEqual([0, 0, 0]);
    await everybodyReceives(people);
    await janus('janus-0')?.start();
    await slow.ask({ type: 'leave' });
    await leave(people);
  }, 60_000);

  it('lets in whoever comes to a room on a cordoned SFU, by moving the room', async () => {
    const [people = []] = await rooms('comer', 1);
    mark(people);
    await platform.admin('POST', sfuPath('janus-0', 'cordon'));
    const come = await platform.call('comer-0', 1);
    await everybodyReceives([...people, ...come]);
    expect([sfuOf(people), figures(people).lost]).toEqual(['janus-1', 0]);
    await platform.admin('DELETE', sfuPath('janus-0', 'cordon'));
    await leave([...people, ...come]);
  }, 60_000);

  it('finds rooms that only another backend holds', async () => {
    await platform.admin('POST', sfuPath('janus-1', 'cordon'), undefined, { backend: 1 });
    const alone = await slowcoach('elsewhere');
    await platform.admin('DELETE', sfuPath('janus-1', 'cordon'));
    expect(alone.view.sfu).toBe('janus-0');
    await platform.admin('POST', sfuPath('janus-0', 'drain'));
    const { leg } = await alone.next('media-move');
    // Nothing is sent or received: there is nothing to wait for.
    await alone.ask({ type: 'leg-ready', leg, gapMs: { audio: null, video: null } });
    expect(await alone.next('media-switched')).toMatchObject({ leg });
    expect(await drained('janus-0')).toMatchObject({ state: 'drained', totals: { moved: 1 } });
    expect([alone.view.sfu, await sessions('janus-0')]).toEqual(['janus-1', []]);
    await alone.ask({ type: 'leave' });
  });

  it('answers operators only', async () => {
    const wrong = await platform.admin('GET', '/admin/v1/sfus', undefined, {
      token: 'test-admin-token-1235',
    });
    expect(wrong).toMatchObject({ status: 401, body: { error: { code: 'unauthorized' } } });
    expect((await fetch(`${platform.backends[0]?.url}/admin/v1/sfus`)).status).toBe(404);
    const cases: [string, string, unknown, number][] = [
      ['POST', sfuPath('janus-9', 'drain'), undefined, 404],
      ['POST', sfuPath('janus-0', 'drain'), { timeoutMs: 1 }, 400],
      ['POST', sfuPath('janus-0', 'drain'), { timeout: 5_000 }, 400],
      ['GET', '/admin/v2', undefined, 404],
      ['GET', '/admin/v1/drain', undefined, 200],
    ];
    for (const [method, path, body, status] of cases) {
      expect([path, (await platform.admin(method, path, body)).status]).toEqual([path, status]);
    }
  });
});
