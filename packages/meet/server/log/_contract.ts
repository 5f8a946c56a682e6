import type { LogEvent } from '@stoa/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, Store } from './room-log.ts';

function chat(id: string): LogEvent {
  return { type: 'chat', at: 1, participant: 'p00000000', id, name: 'Ann', text: `says ${id}` };
}

let rooms = 0;
const newRoom = () => `contract-${process.pid}-${(rooms += 1)}`;

/** What every store must do; run by the tests of each. `open` is called once. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(`store contract: ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    it('has no room that nobody wrote to', async () => {
      const room = newRoom();
      expect(await store.log.read(room, 0)).toEqual({ kind: 'none' });
      expect(await store.log.heads([room])).toEqual([0]);
      expect(await store.log.exists(room)).toBe(false);
    });

    it('starts versions at the time and adds one per event', async () => {
      const room = newRoom();
      const before = Date.now();
      const first = await store.log.append(room, 0, [chat('a'), chat('b')]);
      if (!first.ok) throw new Error('refused');
      expect(first.from).toBeGreaterThanOrEqual(before - 1);
      expect(first.version).toBe(first.from + 2);
      const second = await store.log.append(room, first.version, [chat('c')]);
      expect(second).toMatchObject({ ok: true, from: first.version, version: first.version + 1 });
      expect(await store.log.heads([room, newRoom()])).toEqual([first.version + 1, 0]);
      expect(await store.log.exists(room)).toBe(true);
    });

    it('refuses an append on any other version and says where the log is', async () => {
      const room = newRoom();
      const first = await store.log.append(room, 0, [chat('a')]);
      for (const wrong of [0, first.version - 1, first.version + 1]) {
        expect(await store.log.append(room, wrong, [chat('x')])).toEqual({
          ok: false,
          version: first.version,
        });
      }
      expect(await store.log.append(newRoom(), 7, [chat('x')])).toEqual({ ok: false, version: 0 });
    });

    it('lets exactly one of many simultaneous appends through', async () => {
      const room = newRoom();
      const { version } = await store.log.append(room, 0, [chat('a')]);
      const tries = Array.from({ length: 20 }, (_, n) => store.log.append(room, version, [chat(`t${n}`)]));
      expect((await Promise.all(tries)).filter((one) => one.ok)).toHaveLength(1);
      expect(await store.log.heads([room])).toEqual([version + 1]);
    });

    it('reads forward from a version, and everything from nothing', async () => {
      const room = newRoom();
      const { version } = await store.log.append(room, 0, [chat('a'), chat('b'), chat('c')]);
      const part = await store.log.read(room, version - 1);
      expect(part).toEqual({ kind: 'events', batch: { from: version - 1, version, events: [chat('c')] } });
      const head = await store.log.read(room, version);
      expect(head).toEqual({ kind: 'events', batch: { from: version, version, events: [] } });
      expect(await store.log.read(room, 0)).toEqual({
        kind: 'snapshot',
        snapshot: null,
        batch: { from: version - 3, version, events: [chat('a'), chat('b'), chat('c')] },
      });
    });

    it('folds events into a snapshot and keeps what came after', async () => {
      const room = newRoom();
      const { version } = await store.log.append(room, 0, [chat('a'), chat('b'), chat('c')]);
      await store.log.compact(room, version - 1, '{"state":1}');
      await store.log.compact(room, version - 2, '{"state":"older, must not win"}');
      await store.log.compact(room, version + 5, '{"state":"of the future, must not win"}');
      expect(await store.log.read(room, version - 2)).toEqual({
        kind: 'snapshot',
        snapshot: '{"state":1}',
        batch: { from: version - 1, version, events: [chat('c')] },
      });
      const rest = await store.log.read(room, version - 1);
      expect(rest).toMatchObject({ kind: 'events', batch: { events: [chat('c')] } });
      expect(await store.log.append(room, version, [chat('d')])).toMatchObject({ ok: true, from: version });
    });

    it('tells subscribers what was added, and stops when asked', async () => {
      const room = newRoom();
      const heard: Batch[] = [];
      const stop = store.log.subscribe(room, (batch) => void heard.push(batch));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await appendElsewhere(store, room, 'a');
      await expect.poll(() => heard.length, { timeout: 2_000 }).toBe(1);
      expect(heard[0]?.events).toEqual([chat('a')]);
      expect(heard[0]?.version).toBe((heard[0]?.from ?? 0) + 1);
      stop();
      await appendElsewhere(store, room, 'b');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(heard).toHaveLength(1);
    });

    it('tells a lone reader at least how far the log is, so that it reads', async () => {
      const room = newRoom();
      const heard: Batch[] = [];
      const stop = store.log.subscribe(room, (batch) => void heard.push(batch));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await appendElsewhere(store, room, 'a', { follows: false });
      await expect.poll(() => heard.length, { timeout: 2_000 }).toBe(1);
      const [batch] = heard;
      expect(await store.log.heads([room])).toEqual([batch?.version]);
      expect((batch?.version ?? 0) - (batch?.from ?? 0)).toBe(batch?.events.length);
      stop();
    });

    it('takes a lost room back, above every version it had', async () => {
      const room = newRoom();
      const known = Date.now() + 10_000;
      const seeded = await store.log.seed(room, 0, known, '{"kept":true}');
      if (!seeded.ok) throw new Error('refused');
      expect(seeded.version).toBeGreaterThan(known);
      expect(await store.log.seed(room, 0, known, '{"second":true}')).toEqual({
        ok: false,
        version: seeded.version,
      });
      expect(await store.log.read(room, known)).toEqual({
        kind: 'snapshot',
        snapshot: '{"kept":true}',
        batch: { from: seeded.version, version: seeded.version, events: [] },
      });
      const next = await store.log.append(room, seeded.version, [chat('a')]);
      expect(next).toMatchObject({ ok: true, version: seeded.version + 1 });
    });

    it('keeps texts of every kind as they are', async () => {
      const room = newRoom();
      const text = 'ä 😀 "quoted" \\ \u0000 \u2028 %s }]';
      const event: LogEvent = { type: 'chat', at: 1, participant: 'p00000000', id: 'x', name: 'Ø', text };
      await store.log.append(room, 0, [event]);
      const read = await store.log.read(room, 0);
      expect(read.kind === 'snapshot' && read.batch.events).toEqual([event]);
    });

    it('keeps lists of texts by key', async () => {
      const { board } = store;
      const list = newRoom();
      expect(await board.read(list)).toEqual({});
      await board.write(list, 'a', '{"n":1}');
      await board.write(list, 'b', 'ä 💥');
      await board.write(list, 'a', '{"n":2}');
      expect(await board.read(list)).toEqual({ a: '{"n":2}', b: 'ä 💥' });
      await board.remove(list, 'a');
      await board.remove(list, 'nobody');
      expect(await board.read(list)).toEqual({ b: 'ä 💥' });
      expect(await board.read(newRoom())).toEqual({});
      await board.clear(list);
      expect(await board.read(list)).toEqual({});
    });

    it('keeps journals, to which one writer appends at a time', async () => {
      const { journals } = store;
      const name = newRoom();
      expect(await journals.read(name, 0)).toEqual({ base: 0, texts: [] });
      expect(await journals.append(name, 0, ['a', 'ä 💥'])).toEqual({ ok: true, version: 2 });
      expect(await journals.append(name, 0, ['x'])).toEqual({ ok: false, version: 2 });
      const tries = Array.from({ length: 10 }, (_, n) => journals.append(name, 2, [`t${n}`]));
      expect((await Promise.all(tries)).filter(({ ok }) => ok)).toHaveLength(1);
      expect(await journals.read(name, 1)).toEqual({ base: 0, texts: ['ä 💥', expect.stringMatching(/^t/)] });
      expect(await journals.append(name, 3, ['new'], { above: 0 })).toEqual({ ok: true, version: 4 });
      for (const after of [0, 3]) {
        expect(await journals.read(name, after)).toEqual({ base: 3, texts: ['new'] });
      }
      expect(await journals.read(name, 4)).toEqual({ base: 3, texts: [] });
      // After a loss of data: above everything that anybody can have read.
      expect(await journals.append(name, 4, ['again'], { above: 9 })).toEqual({ ok: true, version: 10 });
      expect(await journals.read(name, 8)).toEqual({ base: 9, texts: ['again'] });
    });

    it('takes many events at once', async () => {
      const room = newRoom();
      const events = Array.from({ length: 2_000 }, (_, n) => chat(`n${n}`));
      const done = await store.log.append(room, 0, events);
      expect(done.ok && done.version - done.from).toBe(2_000);
    });
  });

  /** Shared stores do not notify the writer itself: it has the answer. As a rule it follows the room, too. */
  async function appendElsewhere(
    own: Store,
    room: string,
    id: string,
    { follows = true }: { readonly follows?: boolean } = {},
  ): Promise<void> {
    const other = await open();
    const writer = other.log === own.log || (await isSeparate(own, other)) ? own : other;
    if (follows) writer.log.subscribe(room, () => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const [version] = await writer.log.heads([room]);
    await writer.log.append(room, version ?? 0, [chat(id)]);
    await other.close();
  }

  async function isSeparate(own: Store, other: Store): Promise<boolean> {
    const probe = newRoom();
    await own.log.append(probe, 0, [chat('probe')]);
    return (await other.log.heads([probe]))[0] === 0;
  }
}
