import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { trustProxies } from './client-address.ts';
import { isAllowedOrigin, ownOrigin } from './origin.ts';

const rules = {
  origins: ['https://meet.example.com', 'https://*.example.net', 'https://*.example.net:8443'],
  backendUrls: ['https://meet-1.example.org:8444'],
  required: false,
};
const own = 'https://meet.example.org';

describe('the origin of a page', () => {
  it.each([
    [undefined, true],
    ['https://meet.example.org', true],
    ['http://meet.example.org', false],
    ['https://meet.example.org:8443', false],
    ['https://meet-1.example.org:8444', true],
    ['https://meet-1.example.org', false],
    ['https://meet.example.com', true],
    ['https://a.example.net', true],
    ['https://a.example.net:8443', true],
    ['https://a.example.net:9', false],
    ['https://a.b.example.net', false],
    ['https://example.net', false],
    ['https://a.example.net.evil.example.org', false],
    ['https://meet.example.org.evil.example.net.org', false],
    ['https://user@meet.example.org', false],
    ['https://meet.example.org/', false],
    ['null', false],
    ['', false],
    ['file:///etc/passwd', false],
    ['chrome-extension://abc', false],
  ])('%s: %s', (origin, expected) => {
    expect(isAllowedOrigin(origin, own, rules)).toBe(expected);
  });

  it('has to be there where that is asked for, and is nobody’s own where the server does not know its own', () => {
    expect(isAllowedOrigin(undefined, own, { ...rules, required: true })).toBe(false);
    expect(isAllowedOrigin(own, own, { ...rules, required: true })).toBe(true);
    expect(isAllowedOrigin(own, null, rules)).toBe(false);
  });
});

describe('the own origin', () => {
  const trust = trustProxies(['10.0.0.0/8'], 'x-forwarded-for');
  const request = (peer: string, headers: Record<string, string>, tls = false) =>
    ({
      headers,
      socket: { remoteAddress: peer, ...(tls ? { encrypted: true } : {}) },
    }) as unknown as IncomingMessage;
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'meet.example.org' };

  it('is scheme, host and port of the connection', () => {
    expect(ownOrigin(request('192.0.2.1', { host: 'a.example.org:8080' }), trust)).toBe(
      'http://a.example.org:8080',
    );
    expect(ownOrigin(request('192.0.2.1', { host: 'A.example.org:443' }, true), trust)).toBe(
      'https://a.example.org',
    );
    expect(ownOrigin(request('192.0.2.1', {}), trust)).toBeNull();
    expect(ownOrigin(request('192.0.2.1', { host: 'a b' }), trust)).toBeNull();
  });

  it('is what a trusted proxy says, and only such a one', () => {
    const headers = { host: '10.0.0.7:8080', ...forwarded };
    expect(ownOrigin(request('10.1.2.3', headers), trust)).toBe('https://meet.example.org');
    expect(ownOrigin(request('::ffff:10.1.2.3', headers), trust)).toBe('https://meet.example.org');
    expect(ownOrigin(request('192.0.2.1', headers), trust)).toBe('http://10.0.0.7:8080');
    const chain = { ...headers, 'x-forwarded-proto': 'http, https' };
    expect(ownOrigin(request('10.1.2.3', chain), trust)).toBe('https://meet.example.org');
  });

  it.each([
    ['evil.example.org:8080', null],
    ['localhost.example.org', null],
    ['127.0.0.1.example.org', null],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['LOCALHOST:8080', 'http://localhost:8080'],
    ['board.localhost:8080', 'http://board.localhost:8080'],
    ['192.0.2.7', 'http://192.0.2.7'],
  ])('over loopback is not %s, if DNS could have been bent: %s', (host, expected) => {
    const inside = (tls: boolean, peer = '127.0.0.1') => {
      const asked = request(peer, { host }, tls);
      Object.assign(asked.socket, { localAddress: '::ffff:127.0.0.1' });
      return asked;
    };
    expect(ownOrigin(inside(false), trust)).toBe(expected);
    expect(ownOrigin(inside(true), trust)).toMatch(/^https:/);
    expect(ownOrigin(inside(false, '192.0.2.1'), trust)).toMatch(/^http:/);
    expect(ownOrigin(inside(false), trustProxies(['127.0.0.1'], 'x-forwarded-for'))).toMatch(/^http:/);
  });
});
