import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { alternativeNames, renewalReason } from './check.ts';
import { issueCertificate, makeAuthority } from './make.ts';
import type { PemPair } from './pem-pair.ts';

const names = ['localhost', 'stoa.example.org', '127.0.0.1', '192.0.2.7'];
const now = new Date('2026-01-01T00:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
let ca: PemPair;
let server: PemPair;

beforeAll(async () => {
  ca = await makeAuthority('Test CA', now);
  server = await issueCertificate(ca, names, now);
});

test('the certificate has the names, and its chain ends in the CA', () => {
  const cert = new X509Certificate(server.cert);
  const authority = new X509Certificate(ca.cert);
  expect(cert.checkIssued(authority) && cert.verify(authority.publicKey)).toBe(true);
  expect(authority.ca).toBe(true);
  expect(cert.ca).toBe(false);
  expect(cert.checkHost('stoa.example.org')).toBe('stoa.example.org');
  expect(cert.checkIP('192.0.2.7')).toBe('192.0.2.7');
  expect(cert.checkIP('192.0.2.8')).toBeUndefined();
  expect(cert.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
});

describe('a kept certificate', () => {
  const reason = (change: Partial<{ key: string; ca: string }>, wanted = names, at = now) =>
    renewalReason({ ...server, ca: ca.cert, ...change }, wanted, at);

  test('is good while nothing changed, in whatever order the names come', () => {
    expect(reason({})).toBeUndefined();
    expect(reason({}, [...names].reverse())).toBeUndefined();
  });

  test('is renewed when a name comes, and kept when one goes', () => {
    expect(reason({}, [...names, '192.0.2.8'])).toBe('it lacks IP Address:192.0.2.8');
    expect(reason({}, names.slice(1))).toBeUndefined();
  });

  test('is renewed 30 days before its end', () => {
    expect(reason({}, names, later(334))).toBeUndefined();
    expect(reason({}, names, later(336))).toMatch(/^it expires on /);
  });

  test('is renewed when key or CA do not fit', async () => {
    const other = await makeAuthority('Test CA', now);
    expect(reason({ ca: other.cert })).toBe('another CA issued it');
    expect(reason({ key: other.key })).toBe('its key does not fit');
  });
});

test('names as Node prints them', () => {
  expect(alternativeNames(['b.example.org', '127.0.0.1', 'b.example.org'])).toEqual([
    'DNS:b.example.org',
    'IP Address:127.0.0.1',
  ]);
});
