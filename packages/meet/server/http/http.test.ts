import { describe, expect, it } from 'vitest';
import { securityHeaders } from './headers.ts';
import { isAllowedOrigin } from './origin.ts';

describe('origin', () => {
  const backends = ['https://meet-1.example.org'];
  it.each([
    [undefined, 'meet.example.org', true],
    ['https://meet.example.org', 'meet.example.org', true],
    ['http://127.0.0.1:8080', '127.0.0.1:8081', true],
    ['https://meet-1.example.org', 'meet.example.org', true],
    ['http://meet-1.example.org', 'meet.example.org', false],
    ['https://evil.example.org', 'meet.example.org', false],
    ['https://meet.example.org.evil.example.net', 'meet.example.org', false],
    ['null', 'meet.example.org', false],
    ['file:///etc/passwd', 'meet.example.org', false],
    ['https://meet.example.org', undefined, false],
  ])('%s at %s: %s', (origin, host, expected) => {
    expect(isAllowedOrigin(origin, host, backends)).toBe(expected);
  });
});

it('lets pages load only from here, and connect to the other backends too', () => {
  const policy = securityHeaders(['https://meet-1.example.org:8444'])['content-security-policy'];
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain(
    "connect-src 'self' https://meet-1.example.org:8444 wss://meet-1.example.org:8444;",
  );
  expect(policy).not.toContain('unsafe');
});
