import { describe, expect, it } from 'vitest';
import { logUnavailable } from '../errors.ts';
import { createMemoryStore, type RoomLog } from '../log/index.ts';
import type { Command } from '../state/index.ts';
import { Room, type RoomDeps } from './room.ts';

const context = () => ({
  now: Date.now(),
  maxParticipants: 100,
  sfus: { up: [], choice: null },
});

function open(log: RoomLog, own: Partial<RoomDeps> = {}): Room {
  return new Room('r', {
    log,
    available: () => true,
    context,
    keepChat: { messages: 100, bytes: 65_536 },
    compactAfter: 500,
    commandMs: 500,
    onAppend: () => {},
    ...own,
  });
}

const ann = 'p00000000';
const join = (participant: string): Command => ({
  type: 'join',
  participant,
  name: participant,
  tokenHash: participant,
  backend: 'm0',
});
const say = (id: string): Command => ({ type: 'chat', participant: ann, generation: 1, id, text: id });
const texts = (room: Room) => room.state.view.chat.map((message) => message.text);

describe('two backends with one room', () => {
  it('come to the same state, whoever is quicker', async () => {
    const { log } = createMemoryStore();
    const [a, b] = [open(log), open(log)];
    await a.execute(join(ann));
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? a : b).execute(say(`c${n}`))));
    expect(b.state).toEqual(a.state);
    expect(new Set(texts(a)).size).toBe(40);
  });

  it('recognise a command that the other has carried out', async () => {
    const { log } = createMemoryStore();
    const [a, b] = [open(log), open(log)];
    await a.execute(join(ann));
    await Promise.all([a.execute(say('same')), b.execute(say('same'))]);
    expect(texts(a)).toEqual(['same']);
  });

  it('do not refuse because their copy is old', async () => {
    const { log } = createMemoryStore();
    const deaf: RoomLog = { ...boundLog(log), subscribe: () => () => {} };
    const [a, b] = [open(log), open(deaf)];
    await b.execute(join('p00000009'));
    await a.execute(join(ann));
    // b has not heard of ann.
    const state = await b.execute({ type: 'resume', tokenHash: ann, backend: 'm1' });
    expect(state.seats[ann]?.backend).toBe('m1');
  });
});

/** The methods of a log as own properties, so that some can be replaced. */
function boundLog(log: RoomLog): RoomLog {
  return {
    append: log.append.bind(log),
    read: log.read.bind(log),
    compact: log.compact.bind(log),
    seed: log.seed.bind(log),
    heads: log.heads.bind(log),
    exists: log.exists.bind(log),
    release: log.release.bind(log),
    subscribe: log.subscribe.bind(log),
  };
}

describe('a log that fails', () => {
  it('gets a lost answer resolved by reading: stored once', async () => {
    const { log } = createMemoryStore();
    let lose = false;
    const lossy: RoomLog = {
      ...boundLog(log),
      subscribe: () => () => {},
      append: async (room, expected, events) => {
        const written = await log.append(room, expected, events);
        if (!lose) return written;
        lose = false;
        throw logUnavailable('the answer was lost');
      },
    };
    const room = open(lossy);
    await room.execute(join(ann));
    lose = true;
    await room.execute(say('once'));
    expect(texts(room)).toEqual(['once']);
    const reader = open(log);
    await reader.catchUp();
    expect(reader.state).toEqual(room.state);
  });

  it('refuses at once while it is known to be away, and in bounded time otherwise', async () => {
    const { log } = createMemoryStore();
    const away: RoomLog = {
      ...boundLog(log),
      read: async () => {
        throw logUnavailable('away');
      },
    };
    const quick = open(away, { available: () => false });
    await expect(quick.execute(join(ann))).rejects.toMatchObject({ code: 'MEET_LOG_UNAVAILABLE' });
    const started = performance.now();
    const slow = open(away, { commandMs: 200 });
    await expect(slow.execute(join(ann))).rejects.toMatchObject({ code: 'MEET_LOG_UNAVAILABLE' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('gets its lost newest events back from whoever has them', async () => {
    const [whole, older] = [createMemoryStore().log, createMemoryStore().log];
    let log = whole;
    const switching: RoomLog = {
      append: (...args) => log.append(...args),
      read: (...args) => log.read(...args),
      compact: (...args) => log.compact(...args),
      seed: (...args) => log.seed(...args),
      heads: (...args) => log.heads(...args),
      exists: (...args) => log.exists(...args),
      release: (...args) => log.release(...args),
      subscribe: () => () => {},
    };
    const room = open(switching);
    await room.execute(join(ann));
    await room.execute(say('kept'));
    const { version } = room.state.view;
    log = older;
    await room.verify();
    expect(room.state.view.version).toBeGreaterThan(version);
    const reader = open(older);
    await reader.catchUp();
    expect(texts(reader)).toEqual(['kept']);
    await room.execute(say('next'));
    expect(texts(room)).toEqual(['kept', 'next']);
  });

  it('is right when its events differ at the same version', async () => {
    const { log } = createMemoryStore();
    const other = open(log);
    await other.execute(join(ann));
    await other.execute(say('theirs'));
    const room = open({
      ...boundLog(log),
      subscribe: () => () => {},
      read: async (name, after) => {
        const read = await log.read(name, after);
        if (diverged || read.kind === 'none') return read;
        const events = read.batch.events.map((e) => (e.type === 'chat' ? { ...e, text: 'mine' } : e));
        return { ...read, batch: { ...read.batch, events } };
      },
    });
    let diverged = false;
    await room.catchUp();
    expect(texts(room)).toEqual(['mine']);
    diverged = true;
    await room.verify();
    expect(texts(room)).toEqual(['theirs']);
  });
});

describe('syncSince', () => {
  it('gives what was missed, or the whole view', async () => {
    const { log } = createMemoryStore();
    const room = open(log);
    await room.execute(join(ann));
    const { version } = room.state.view;
    await room.execute(say('a'));
    await room.execute(say('b'));
    const missed = room.syncSince(version, ann);
    expect(missed).toMatchObject({ kind: 'events', from: version, version: version + 2 });
    expect(missed.kind === 'events' && missed.events.map((e) => e.type)).toEqual(['chat', 'chat']);
    for (const strange of [0, 1, version + 99]) expect(room.syncSince(strange, ann).kind).toBe('snapshot');
  });

  it('never shows private events', async () => {
    const { log } = createMemoryStore();
    const room = open(log);
    await room.execute(join(ann));
    const from = room.state.view.version - 4;
    const sync = room.syncSince(from, ann);
    expect(sync.kind === 'events' && sync.events.map((e) => e.type)).toEqual([
      'placed',
      'joined',
      'connected',
    ]);
    expect(JSON.stringify(room.syncSince(0, ann))).not.toContain('tokenHash');
  });
});

it('folds its log, and others start from the snapshot', async () => {
  const { log } = createMemoryStore();
  const room = open(log, { compactAfter: 10 });
  await room.execute(join(ann));
  for (let n = 0; n < 35; n += 1) await room.execute(say(`c${n}`));
  const read = await log.read('r', 0);
  if (read.kind !== 'snapshot') throw new Error(read.kind);
  expect(read.batch.events.length).toBeLessThanOrEqual(10);
  const late = open(log);
  await late.catchUp();
  expect(late.state).toEqual(room.state);
});
