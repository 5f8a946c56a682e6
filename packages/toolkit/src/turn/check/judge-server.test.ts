import { describe, expect, test } from 'vitest';
import { addressKind, type PeerKind } from './address-kind.ts';
import { judgePermissions, judgeRealm, judgeRelayedAddress } from './judge-server.ts';
import { judgeTls } from './judge-tls.ts';
import type { PermissionProbe, TlsReport } from './report.ts';

test.each<[string, PeerKind]>([
  ['127.0.0.1', 'loopback'],
  ['127.88.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['169.254.169.254', 'link-local'],
  ['fe80::1', 'link-local'],
  ['10.255.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['fd00::1', 'private'],
  ['100.64.0.1', 'shared'],
  ['100.128.0.1', 'public'],
  ['224.0.0.1', 'multicast'],
  ['203.0.113.1', 'public'],
  ['2001:db8::1', 'public'],
])('%s is %s', (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});

test('the realm is judged only when one is expected and one was named', () => {
  expect(judgeRealm('a', undefined)).toEqual([]);
  expect(judgeRealm(undefined, 'a')).toEqual([]);
  expect(judgeRealm('a', 'a')).toEqual([]);
  expect(judgeRealm('b', 'a')).toMatchObject([
    { code: 'TURN_REALM_DIFFERENT', details: { realm: 'b', expected: 'a' } },
  ]);
});

test('a private relayed address is wrong only where the server is public', () => {
  expect(judgeRelayedAddress('203.0.113.1', '10.91.2.2', false)).toMatchObject([
    { code: 'TURN_RELAY_PRIVATE', hint: expect.stringContaining('external-ip=203.0.113.1/10.91.2.2') },
  ]);
  expect(judgeRelayedAddress('203.0.113.1', '10.91.2.2', true)).toEqual([]);
  expect(judgeRelayedAddress('203.0.113.1', '203.0.113.1', false)).toEqual([]);
  expect(judgeRelayedAddress('192.168.0.9', '192.168.0.9', false)).toEqual([]);
  expect(judgeRelayedAddress('127.0.0.1', '127.0.0.1', false)).toEqual([]);
});

describe('permissions towards inner networks', () => {
  const accepted = (target: string): PermissionProbe => ({
    target,
    kind: addressKind(target),
    result: 'accepted',
  });
  const refused = (target: string): PermissionProbe => ({
    ...accepted(target),
    result: 'refused',
    stunCode: 403,
  });
  const outcome = (probes: PermissionProbe[], server: string, allowed: PeerKind[] = []) =>
    judgePermissions(probes, server, allowed).map(({ severity, details }) => [
      severity,
      details?.['targets'],
    ]);

  test('all refused: nothing to say', () => {
    expect(outcome([refused('127.0.0.1'), refused('10.0.0.1')], '203.0.113.1')).toEqual([]);
  });
  test('accepted by a public server: an error', () => {
    expect(outcome([accepted('127.0.0.1'), accepted('10.0.0.1')], '203.0.113.1')).toEqual([
      ['error', ['127.0.0.1', '10.0.0.1']],
    ]);
  });
  test('accepted by a server of a private network: its own kind is a warning, loopback and metadata are errors', () => {
    const probes = ['127.0.0.1', '10.0.0.1', '169.254.169.254'].map(accepted);
    expect(outcome(probes, '10.1.2.3')).toEqual([
      ['error', ['127.0.0.1', '169.254.169.254']],
      ['warning', ['10.0.0.1']],
    ]);
  });
  test('what the platform means is only told', () => {
    const probes = ['127.0.0.1', '10.0.0.1'].map(accepted);
    expect(outcome(probes, '127.0.0.1', ['loopback', 'private'])).toEqual([
      ['info', ['127.0.0.1', '10.0.0.1']],
    ]);
  });
});

describe('certificates', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  const tls: TlsReport = {
    protocol: 'TLSv1.3',
    subject: 'turn.example.org',
    issuer: 'Some CA',
    names: ['DNS:turn.example.org'],
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2026-12-01T00:00:00.000Z',
    chainError: null,
    nameError: null,
  };
  const codes = (change: Partial<TlsReport>) =>
    judgeTls({ ...tls, ...change }, 'turn.example.org', now, 14).map(
      ({ code, severity }) => `${severity} ${code}`,
    );

  test.each<[Partial<TlsReport>, string[]]>([
    [{}, []],
    [{ chainError: 'CERT_HAS_EXPIRED', notAfter: '2026-05-01T00:00:00.000Z' }, ['error TURN_TLS_EXPIRED']],
    [{ chainError: 'SELF_SIGNED_CERT_IN_CHAIN' }, ['error TURN_TLS_UNTRUSTED']],
    [{ chainError: 'something new' }, ['error TURN_TLS_FAILED']],
    // Node reports the name as a chain error when the chain itself is good: one finding, not two.
    [{ chainError: 'ERR_TLS_CERT_ALTNAME_INVALID', nameError: 'no' }, ['error TURN_TLS_WRONG_NAME']],
    [{ notAfter: '2026-06-14T23:00:00.000Z' }, ['warning TURN_TLS_EXPIRES_SOON']],
    [{ notAfter: '2026-06-15T01:00:00.000Z' }, []],
  ])('%j gives %j', (change, expected) => {
    expect(codes(change)).toEqual(expected);
  });
});
