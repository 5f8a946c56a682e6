import { describe, expect, it } from 'vitest';
import { mergeUrls, socketUrl } from './_urls.ts';

describe('socket URLs', () => {
  it.each([
    ['https://meet.example.org', 'wss://meet.example.org/v1/socket'],
    ['https://meet.example.org/', 'wss://meet.example.org/v1/socket'],
    ['http://192.0.2.1:8080/meet/', 'ws://192.0.2.1:8080/meet/v1/socket'],
    ['wss://meet.example.org/v1/socket', 'wss://meet.example.org/v1/socket'],
    ['https://meet.example.org/?a=b#c', 'wss://meet.example.org/v1/socket'],
  ])('%s leads to %s', (base, url) => {
    expect(socketUrl(base)).toBe(url);
  });

  it.each(['meet.example.org', 'ftp://meet.example.org', ''])('refuses "%s"', (base) => {
    expect(() => socketUrl(base)).toThrow(expect.objectContaining({ code: 'CALL_OPTIONS' }));
  });

  it('adds only what leads elsewhere, and passes over what cannot be used', () => {
    const known = ['https://a.example.org'];
    expect(mergeUrls(known, ['wss://a.example.org/', 'nonsense', 'https://b.example.org'])).toEqual([
      'https://a.example.org',
      'https://b.example.org',
    ]);
  });
});
