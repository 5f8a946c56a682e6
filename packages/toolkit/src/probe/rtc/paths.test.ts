import { describe, expect, it } from 'vitest';
import { pathViolation, type NominatedPair } from './nominated.ts';
import { relayFor, relayServers, stunUrls } from './paths.ts';

const secret = { username: '1:p', credential: 'c' };
const servers = [
  { urls: ['stun:192.0.2.1:3478'] },
  {
    urls: [
      'turn:192.0.2.1:3478?transport=udp',
      'turn:192.0.2.1:3479?transport=tcp',
      'turns:turn.example.org:443?transport=tcp',
      'turns:turn.example.org:5349?transport=udp',
    ],
    ...secret,
  },
];

describe('relayFor', () => {
  it.each([
    ['udp', '192.0.2.1', 3478],
    ['tcp', '192.0.2.1', 3479],
    ['tls', 'turn.example.org', 443],
  ] as const)('finds the server over %s', (path, host, port) => {
    expect(relayFor(path, servers)).toMatchObject({ server: { host, port, transport: path }, ...secret });
  });

  it('takes a URL without transport as UDP, and as TLS with turns', () => {
    expect(relayFor('udp', [{ urls: ['turn:192.0.2.9'], ...secret }]).server.port).toBe(3478);
    expect(relayFor('tls', [{ urls: ['turns:192.0.2.9'], ...secret }]).server.port).toBe(5349);
  });

  it.each([
    ['no server at all', []],
    ['only STUN', [{ urls: ['stun:192.0.2.1'] }]],
    ['no credentials', [{ urls: ['turn:192.0.2.1'] }]],
    ['another transport', [{ urls: ['turn:192.0.2.1?transport=tcp'], ...secret }]],
    ['a URL that is none', [{ urls: ['turn:'], ...secret }]],
  ])('says what is missing with %s', (_what, iceServers) => {
    expect(() => relayFor('udp', iceServers)).toThrow(
      expect.objectContaining({ code: 'CALL_NO_RELAY', hint: expect.stringContaining('turn.urls') }),
    );
  });

  it('names every TURN server that it knows how to reach', () => {
    const given = ['192.0.2.1:3478', '192.0.2.1:3479', 'turn.example.org:443'];
    expect(relayServers(servers)).toEqual(new Set(given));
    expect(relayServers([{ urls: ['stun:192.0.2.1', 'turn:'] }])).toEqual(new Set());
  });

  it('tells STUN from TURN', () => {
    expect(stunUrls(servers)).toEqual(['stun:192.0.2.1:3478']);
  });
});

function pair(type: string, relayProtocol: string | null): NominatedPair {
  return {
    local: { type, protocol: 'udp', address: '192.0.2.5', port: 5000, relayProtocol, relayServer: null },
    remote: { type: 'host', protocol: 'udp', address: '192.0.2.6', port: 5001 },
    rttMs: null,
  };
}

describe('pathViolation', () => {
  it('lets the direct path take anything', () => {
    expect(pathViolation('direct', pair('host', null))).toBeUndefined();
  });
  it('lets a relay path take its own transport only', () => {
    expect(pathViolation('tls', pair('relay', 'tls'))).toBeUndefined();
    expect(pathViolation('udp', pair('relay', 'tcp'))).toContain('over tcp instead of udp');
  });
  it('catches media that went round the relay', () => {
    expect(pathViolation('udp', pair('host', null))).toContain('not through a relay');
    expect(pathViolation('udp', pair('srflx', null))).toContain('192.0.2.5:5000');
  });
});
