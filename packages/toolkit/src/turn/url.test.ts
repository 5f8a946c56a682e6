import { expect, test } from 'vitest';
import { StoaError } from '../base/index.ts';
import { formatTurnUrl, parseTurnUrl } from './url.ts';

test.each([
  ['turn:turn.example.org', 'turn:turn.example.org:3478?transport=udp', 'udp'],
  ['turn:192.0.2.1:443?transport=tcp', 'turn:192.0.2.1:443?transport=tcp', 'tcp'],
  ['turns:turn.example.org', 'turns:turn.example.org:5349?transport=tcp', 'tls'],
  ['TURNS:Turn.Example.ORG:443?TRANSPORT=TCP', 'turns:turn.example.org:443?transport=tcp', 'tls'],
  ['turn:[2001:db8::1]:3479', 'turn:[2001:db8::1]:3479?transport=udp', 'udp'],
  ['stun:stun.example.org', 'stun:stun.example.org:3478', 'udp'],
  ['stuns:[::1]', 'stuns:[::1]:5349', 'tls'],
])('%s is read as %s', (text, normal, transport) => {
  const url = parseTurnUrl(text);
  expect(formatTurnUrl(url)).toBe(normal);
  expect(url.transport).toBe(transport);
  expect(parseTurnUrl(normal)).toEqual(url);
});

test.each([
  ['', 'does not start with'],
  ['example.org', 'does not start with'],
  ['https://example.org', 'no "//"'],
  ['turn://example.org', 'no "//"'],
  ['turn:', 'host is missing'],
  ['turn:user@example.org', 'credentials do not belong'],
  ['turn:example.org:0', 'port "0"'],
  ['turn:example.org:65536', 'port "65536"'],
  ['turn:example.org:', 'port ""'],
  ['turn:example.org:34x8', 'port "34x8"'],
  ['turn:2001:db8::1', 'port'],
  ['turn:[192.0.2.1]', '"192.0.2.1" is no host'],
  ['turn:exa mple.org', 'is no host'],
  ['turn:example.org/path', 'is no host'],
  ['turn:example.org?transport=sctp', 'only transport=udp'],
  ['turn:example.org?foo=bar', 'only transport=udp'],
  ['turns:example.org?transport=udp', 'DTLS'],
  ['stun:example.org?transport=udp', 'stun: URLs have no'],
])('%j is refused: %s', (text, why) => {
  expect(() => parseTurnUrl(text)).toThrow(why);
  expect(() => parseTurnUrl(text)).toThrow(StoaError);
});
