import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../log/index.ts';
import { DrainJournal } from './drain-journal.ts';
import { recordOf, type Coordinator, type DrainEntry } from './drain-state.ts';

const a: Coordinator = { backend: 'meet-0', instance: 'a' };
const b: Coordinator = { backend: 'meet-1', instance: 'b' };
const started = (id: string, by = a): DrainEntry => ({
  type: 'started',
  at: 1_000,
  id,
  sfu: 's0',
  timeoutMs: 9_000,
  by,
});
const rooms: DrainEntry = { type: 'rooms', at: 1_001, rooms: ['x', 'y'] };
const moved = (room: string, attempts = 1): DrainEntry => ({
  type: 'room',
  at: 1_002,
  room: { room, outcome: 'moved', attempts, to: 's1', tookMs: 5, reason: null, participants: [] },
});

function open() {
  const { journals } = createMemoryStore();
  return { journals, one: new DrainJournal(journals, 's0'), two: new DrainJournal(journals, 's0') };
}

describe('the journal of a drain', () => {
  it('tells every backend the same, from wherever it begins to read', async () => {
    const { one, two } = open();
    expect(await one.read()).toBeUndefined();
    await one.append(() => [started('aaaa'), rooms]);
    await two.read();
    await one.append(() => [moved('x')]);
    expect(await two.read()).toEqual(one.state);
    expect(two.entries).toEqual(one.entries);
    expect([...(two.state?.rooms.keys() ?? [])]).toEqual(['x', 'y']);
    expect(two.state?.rooms.get('x')?.result).toMatchObject({ outcome: 'moved' });
  });

  it('lets whoever was overtaken decide again on the newest state', async () => {
    const { one, two } = open();
    await one.append(() => [started('aaaa')]);
    await two.append(() => [{ type: 'taken', at: 1_003, by: b, from: 'meet-0' }]);
    const seen: (string | undefined)[] = [];
    await one.append((state) => {
      seen.push(state?.coordinator?.instance);
      return state?.coordinator?.instance === 'a' ? [rooms] : [];
    });
    expect(seen.at(-1)).toBe('b');
    expect((await two.read())?.rooms.size).toBe(0);
    expect(one.state?.coordinators).toEqual(['meet-0', 'meet-1']);
  });

  it('begins anew with each drain', async () => {
    const { one, two } = open();
    await one.append(() => [started('aaaa'), rooms, { type: 'cancel', at: 1_004 }]);
    await two.read();
    await one.append(() => [started('bbbb')]);
    expect(await two.read()).toMatchObject({ started: { id: 'bbbb' }, cancelled: false });
    expect(two.entries).toEqual([started('bbbb')]);
    expect(two.state?.rooms.size).toBe(0);
  });

  it('is written again where the store came back without it, and readers begin from there', async () => {
    const { journals, one, two } = open();
    await one.append(() => [started('aaaa'), rooms]);
    await two.read();
    const lossy = createMemoryStore().journals;
    Object.assign(journals, lossy);
    await one.append(() => [moved('x')]);
    await two.read();
    const fresh = new DrainJournal(journals, 's0');
    await fresh.read();
    for (const journal of [one, two, fresh])
      expect(journal.entries).toEqual([started('aaaa'), rooms, moved('x')]);
  });
});

describe('what a drain comes to', () => {
  it('has every room that was found, with how it went and who saw to it', async () => {
    const { one } = open();
    const retry = { type: 'retry', at: 1_005, room: 'y', attempt: 3, reason: 'not ready', inMs: 9 } as const;
    await one.append(() => [started('aaaa'), rooms, moved('x', 2), retry]);
    await one.append(() => [{ type: 'taken', at: 1_006, by: b, from: 'meet-0' }]);
    const state = one.state;
    if (!state) throw new Error('there is none');
    const record = recordOf(state, { at: 2_000, outcome: 'timeout', sessionsLeft: 4 });
    expect(record).toMatchObject({ id: 'aaaa', sfu: 's0', coordinators: ['meet-0', 'meet-1'] });
    expect(record.rooms).toMatchObject([
      { room: 'x', outcome: 'moved', attempts: 2 },
      { room: 'y', outcome: 'kept', attempts: 3, reason: 'not ready' },
    ]);
  });
});
