import { describe, expect, it } from 'vitest';
import { clientMessageSchema, serverMessageSchema } from './messages.ts';
import { limits } from './limits.ts';

const accepts = (message: unknown) => clientMessageSchema.safeParse(message).success;

describe('client messages', () => {
  it('need an id, a known type and no foreign field', () => {
    expect(accepts({ type: 'ping', id: '1' })).toBe(true);
    expect(accepts({ type: 'ping' })).toBe(false);
    expect(accepts({ type: 'ping', id: '' })).toBe(false);
    expect(accepts({ type: 'shutdown', id: '1' })).toBe(false);
    expect(accepts({ type: 'ping', id: '1', participant: 'p12345678' })).toBe(false);
  });

  it('take room names that are safe in URLs and keys', () => {
    const hello = (room: string) => accepts({ type: 'hello', id: '1', room, name: 'Ann' });
    expect(hello('team-7')).toBe(true);
    for (const room of ['', '-a', 'A', 'a b', 'a:b', 'a/b', '{a}', 'a'.repeat(65)])
      expect(hello(room)).toBe(false);
  });

  it('bound names, chat and SDP', () => {
    expect(accepts({ type: 'hello', id: '1', room: 'a', name: ' '.repeat(5) })).toBe(false);
    expect(accepts({ type: 'chat', id: '1', text: 'x'.repeat(limits.chatLength) })).toBe(true);
    expect(accepts({ type: 'chat', id: '1', text: 'x'.repeat(limits.chatLength + 1) })).toBe(false);
    expect(accepts({ type: 'publish', id: '1', sdp: 'x'.repeat(limits.sdpLength + 1) })).toBe(false);
  });

  it('carry a candidate, or null for the end of candidates', () => {
    expect(accepts({ type: 'candidate', id: '1', pc: 'publish', candidate: null })).toBe(true);
    const candidate = {
      candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host',
      sdpMid: '0',
      sdpMLineIndex: 0,
    };
    expect(accepts({ type: 'candidate', id: '1', pc: 'subscribe', candidate })).toBe(true);
    expect(accepts({ type: 'candidate', id: '1', pc: 'other', candidate })).toBe(false);
  });
});

describe('messages about a leg', () => {
  it('name one, or none for the present one', () => {
    for (const message of [
      { type: 'publish', id: '1', sdp: 'v=0' },
      { type: 'unpublish', id: '1' },
      { type: 'answer', id: '1', negotiation: 7, sdp: 'v=0' },
      { type: 'resubscribe', id: '1', mode: 'fresh' },
      { type: 'candidate', id: '1', pc: 'publish', candidate: null },
    ]) {
      expect(accepts(message)).toBe(true);
      expect(accepts({ ...message, leg: 1_700_000_000_123 })).toBe(true);
      for (const leg of [0, -1, 1.5, '1', null]) expect(accepts({ ...message, leg })).toBe(false);
    }
  });

  it('tell bounded gaps, and nothing else', () => {
    const ready = (gapMs: unknown) => accepts({ type: 'leg-ready', id: '1', leg: 3, gapMs });
    expect(accepts({ type: 'leg-ready', id: '1', leg: 3 })).toBe(true);
    expect(accepts({ type: 'leg-ready', id: '1' })).toBe(false);
    expect(ready({ audio: 21.5, video: null })).toBe(true);
    for (const audio of [-1, 60_001, Infinity, '20', undefined]) {
      expect(ready({ audio, video: null })).toBe(false);
    }
    expect(ready({ audio: 1, video: 1, screen: 1 })).toBe(false);
  });

  it('are understood by clients', () => {
    const offer = { type: 'offer', negotiation: 1, fresh: true, sdp: 'v=0', streams: [] };
    for (const message of [
      { type: 'media-move', leg: 5, sfu: 'janus-1' },
      { type: 'media-move', leg: 5, standby: true },
      { type: 'media-switched', leg: 5 },
      { type: 'media-kept', leg: 5, reason: 'a connection broke' },
      { type: 'published', re: '1', sdp: 'v=0', leg: 5 },
      { type: 'media-lost', reason: 'x', leg: 5 },
      { ...offer, leg: 5 },
      offer,
    ]) {
      expect(serverMessageSchema.parse(message)).toEqual(message);
    }
  });
});

describe('server messages', () => {
  it('drop fields that a newer server adds, so that older clients go on', () => {
    const parsed = serverMessageSchema.parse({ type: 'ack', re: '1', version: 3, since: 'v2' });
    expect(parsed).toEqual({ type: 'ack', re: '1', version: 3 });
  });

  it('never show private events', () => {
    const events = [{ type: 'token', at: 1, participant: 'p12345678', hash: 'x' }];
    expect(serverMessageSchema.safeParse({ type: 'events', from: 0, version: 1, events }).success).toBe(
      false,
    );
  });
});
