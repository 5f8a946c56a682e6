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
