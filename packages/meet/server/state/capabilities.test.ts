import { allows, capabilities, clientMessageSchema, roles, type Capability, type Role } from '@stoa/protocol';
import { describe, expect, it } from 'vitest';
import { by, fullRoom, outcome, people, run } from './_people.ts';
import type { Command } from './commands.ts';

/** Said once more, independently of the table: who may do what. */
const expected: Record<Capability, string> = {
  leave: 'host cohost participant waiting',
  ping: 'host cohost participant waiting',
  sync: 'host cohost participant waiting',
  media: 'host cohost participant waiting',
  chat: 'host cohost participant',
  publish: 'host cohost participant',
  unpublish: 'host cohost participant',
  answer: 'host cohost participant',
  resubscribe: 'host cohost participant',
  candidate: 'host cohost participant',
  'leg-ready': 'host cohost participant',
  'relay-moved': 'host cohost participant',
  signal: 'host cohost participant',
  'ice-servers': 'host cohost participant',
  report: 'host cohost participant',
  quality: 'host cohost participant',
  hand: 'host cohost participant',
  reaction: 'host cohost participant',
  'chat-delete': 'host cohost participant',
  screen: 'host cohost participant',
  'screen-request': 'host cohost participant',
  'screen-allow': 'host cohost',
  'screen-deny': 'host cohost',
  'screen-policy': 'host cohost',
  admit: 'host cohost',
  deny: 'host cohost',
  kick: 'host cohost',
  mute: 'host cohost',
  'mute-all': 'host cohost',
  'ask-unmute': 'host cohost',
  lock: 'host cohost',
  'waiting-room': 'host cohost',
  'set-role': 'host',
  passcode: 'host',
  'end-room': 'host',
};

const session = { sfu: 's0', session: 1, publisher: 2, subscriber: 3, feed: 4 };
const target = people.other;

/** The command of a capability as somebody gives it; what never becomes a command asks for a permit. */
function commandOf(capability: Capability, participant: string): Command {
  const me = by(participant);
  switch (capability) {
    case 'leave':
    case 'end-room':
    case 'mute-all':
      return { type: capability, ...me };
    case 'media':
      return { type: 'media', ...me, audio: true, video: true };
    case 'chat':
      return { type: 'chat', ...me, id: 'x', text: 'x' };
    case 'publish':
      return { type: 'session', ...me, session };
    case 'unpublish':
      return { type: 'unpublished', ...me };
    case 'hand':
      return { type: 'hand', ...me, raised: true };
    case 'chat-delete':
      return { type: 'chat-delete', ...me, author: participant, message: 'own' };
    case 'admit':
    case 'deny':
      return { type: capability, ...me, target: people.waiting };
    case 'kick':
    case 'mute':
      return { type: capability, ...me, target };
    case 'screen':
      return { type: 'screen', ...me, on: true };
    case 'screen-request':
      return { type: 'screen-request', ...me };
    case 'screen-allow':
    case 'screen-deny':
      return { type: capability, ...me, target };
    case 'screen-policy':
      return { type: 'screen-policy', ...me, policy: 'approval' };
    case 'set-role':
      return { type: 'set-role', ...me, target, role: 'cohost' };
    case 'lock':
      return { type: 'lock', ...me, locked: true };
    case 'waiting-room':
      return { type: 'waiting-room', ...me, on: false };
    case 'passcode':
      return { type: 'passcode', ...me, passcode: { salt: '00', hash: '11' } };
    default:
      return { type: 'permit', ...me, capability, target };
  }
}

const table = Object.keys(capabilities) as Capability[];
const pairs = table.flatMap((capability) => roles.map((role): [Capability, Role] => [capability, role]));

describe('the capability table', () => {
  it('has every message but hello, and nothing else', () => {
    const types = clientMessageSchema.options.map((option) => option.shape.type.value);
    expect(table.toSorted()).toEqual(types.filter((type) => type !== 'hello').toSorted());
  });

  it.each(pairs)('%s by %s', (capability, role) => {
    const may = expected[capability].split(' ').includes(role);
    expect(allows(role, capability)).toBe(may);
    // Everybody has written something, so that there is an own message to delete; nobody waiting could.
    const room = (['host', 'cohost', 'participant'] as const).reduce(
      (at, who) => run(at, { type: 'chat', ...by(people[who]), id: 'own', text: 'own' }),
      fullRoom(),
    );
    const result = outcome(room, commandOf(capability, people[role]));
    expect(result === 'not-allowed').toBe(!may);
    expect(result).not.toMatch(/no-such|full|unavailable/);
  });

  it('refuses what it does not know', () => {
    for (const name of ['hello', 'toString', '__proto__', 'shutdown']) {
      expect(allows('host', name as Capability)).toBe(false);
    }
  });

  it('lets nobody act on an equal or a higher role', () => {
    const room = fullRoom();
    for (const type of ['kick', 'mute'] as const) {
      expect(outcome(room, { type, ...by(people.cohost), target: people.host })).toBe('not-allowed');
      expect(outcome(room, { type, ...by(people.cohost), target: people.cohost })).toBe('not-allowed');
      expect(outcome(room, { type, ...by(people.host), target: people.host })).toBe('not-allowed');
    }
  });
});
