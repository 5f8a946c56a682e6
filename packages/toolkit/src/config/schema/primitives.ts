import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** TCP/UDP port that an unprivileged process may listen on. */
export const port = z.int().min(1).max(65_535);

/** First and last UDP port of a range, both included. */
export const portRange = z
  .strictObject({ min: port, max: port })
  .refine((range) => range.min <= range.max, { error: 'min is greater than max', path: ['min'] });

export const ipv4 = z.string().refine(isIPv4, { error: 'not an IPv4 address, like 192.0.2.10' });

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  return rest.length === 0 && isIPv4(address) && /^\d{1,2}$/.test(bits) && Number(bits) <= 32;
}

export const ipv4Network = z
  .string()
  .refine(isNetwork, { error: 'not a range of IPv4 addresses, like 10.0.0.0/8' });

/** DNS label rules (RFC 1123), as for Kubernetes object names. */
export const objectName = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'use lower-case letters, digits and hyphens, like my-platform');

/** A namespace that is somebody else's (RFC 1123 label). */
export const namespaceName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, 'not the name of a namespace, like monitoring');

/** Kubernetes, "Labels and Selectors: syntax and character set". */
export const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'not the name of a label, like release',
  );
export const labelValue = z
  .string()
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, 'not the value of a label, like monitoring');

/** RFC 1123 subdomain, as for Nodes. */
export const nodeName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'not the name of a node, like worker-1');

/** A length of time with its unit: 30s, 10m, 1h, 250ms. */
export const duration = z.string().regex(/^[1-9]\d*(ms|s|m|h|d)$/, 'not a duration, like 30s, 10m or 1h');

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a validated duration. */
export function durationMs(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d)$/.exec(text);
  const unit = match?.[2] as keyof typeof unitMs | undefined;
  if (!match || !unit) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * unitMs[unit];
}

/** A secret: `${env:NAME}` or `${file:path}` or the text itself. Left out, it is generated once and kept in the state folder. */
export const secret = z
  .string()
  .min(16, 'a secret needs at least 16 characters')
  .meta({ secret: true })
  .optional()
  .describe('Secret: `${env:NAME}`, `${file:path}`, or left out to have one generated and kept.');
