import { isIP } from 'node:net';
import { z } from 'zod';

const label = String.raw`[a-z0-9]([-a-z0-9]*[a-z0-9])?`;
const hostOrAddress = String.raw`(((\*|${label})\.)*${label}|\[[0-9a-f:.]+\])`;

/** What browsers send as Origin, with `*` for one whole label of the host name; the last two are always literal. */
const originPattern = z
  .string()
  .max(300)
  .regex(
    new RegExp(String.raw`^https?://${hostOrAddress}(:\d{1,5})?$`),
    'not an origin, like https://meet.example.org or https://*.example.org (no path, no slash at the end)',
  )
  .refine((text) => !/\*\.[^.]*$/.test(text), {
    error: 'a * needs a domain of two labels behind it, like https://*.example.org',
  });

function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0 || address.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32));
}

const addressRange = z
  .string()
  .refine(isRange, { error: 'not an address or range, like 192.0.2.10, 10.0.0.0/8 or 2001:db8::/32' });

/** The keys of `meet` that say who may connect. */
export const meetAccess = {
  origins: z
    .array(originPattern)
    .max(100)
    .default([])
    .describe(
      'Origins of the pages that may connect, beside those that the session backends serve themselves: `https://meet.example.org`, `https://*.example.org` (`*` = one whole label). Needed where a proxy that is not in `trustedProxies` changes scheme, name or port.',
    ),
  originRequired: z
    .boolean()
    .default(false)
    .describe('Also refuse connections without Origin, which are programs and not pages.'),
  trustedProxies: z
    .array(addressRange)
    .max(100)
    .default([])
    .describe(
      'Addresses and CIDR ranges of the proxies in front, whose word about the client’s address, scheme and host name is taken. Without it everybody behind a proxy counts as one address.',
    ),
  forwardedHeader: z
    .literal(['x-forwarded-for', 'forwarded'])
    .default('x-forwarded-for')
    .describe('The header in which the trusted proxies name the client; the other one is ignored.'),
  publicMetrics: z
    .boolean()
    .default(false)
    .describe('Serve `/metrics` on every listener; else only to this machine, over plain HTTP on loopback.'),
};
