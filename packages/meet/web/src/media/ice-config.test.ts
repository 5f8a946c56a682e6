import { expect, test } from 'vitest';
import { parseRelayChoice, refreshDelay, relayTransport, rtcConfiguration } from './ice-config.ts';

const servers = [
  { urls: ['stun:turn.example.org:3478'] },
  {
    urls: [
      'turn:turn.example.org:3478?transport=udp',
      'turn:turn.example.org:3478?transport=tcp',
      'turns:turn.example.org:5349?transport=tcp',
    ],
    username: '1:p',
    credential: 'x',
  },
];

test('without a forced relay everything is offered to ICE', () => {
  const config = rtcConfiguration(servers, null);
  expect(config.iceTransportPolicy).toBe('all');
  expect(config.iceServers).toEqual(servers);
});

test.each([
  ['udp', ['turn:turn.example.org:3478?transport=udp']],
  ['tcp', ['turn:turn.example.org:3478?transport=tcp']],
  ['tls', ['turns:turn.example.org:5349?transport=tcp']],
] as const)('a forced %s relay leaves only its URLs', (relay, urls) => {
  const config = rtcConfiguration(servers, relay);
  expect(config.iceTransportPolicy).toBe('relay');
  expect(config.iceServers).toEqual([{ urls, username: '1:p', credential: 'x' }]);
});

test('any relay leaves all TURN URLs, no STUN', () => {
  expect(rtcConfiguration(servers, 'any').iceServers?.[0]?.urls).toHaveLength(3);
  expect(rtcConfiguration([{ urls: ['stun:a'] }], 'any').iceServers).toEqual([]);
});

test('the transport of a TURN URL without one is UDP', () => {
  expect(relayTransport('turn:turn.example.org')).toBe('udp');
  expect(relayTransport('stun:turn.example.org')).toBeNull();
});

test('unknown choices are no choice', () => {
  expect(['udp', 'TCP', '', null].map(parseRelayChoice)).toEqual(['udp', null, null, null]);
});

test('credentials are refreshed before they expire, within bounds', () => {
  expect(refreshDelay(0, 600_000)).toBe(480_000);
  expect(refreshDelay(1_000_000, 0)).toBe(30_000);
  expect(refreshDelay(0, Number.MAX_SAFE_INTEGER)).toBe(86_400_000);
});
