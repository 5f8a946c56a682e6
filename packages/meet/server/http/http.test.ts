import { expect, it } from 'vitest';
import { securityHeaders } from './headers.ts';

it('lets pages load only from here, and connect to the other backends too', () => {
  const policy = securityHeaders(['https://meet-1.example.org:8444'])['content-security-policy'];
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain(
    "connect-src 'self' https://meet-1.example.org:8444 wss://meet-1.example.org:8444;",
  );
  expect(policy).not.toContain('unsafe');
});
