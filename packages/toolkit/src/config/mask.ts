import { redactText } from '../base/index.ts';
import type { CheckedConfig } from './load.ts';
import type { Platform } from './schema/index.ts';

/** The platform for showing: every secret is masked, also where its text stands in another field. */
export function maskSecrets(platform: Platform, secrets: CheckedConfig['secrets']): unknown {
  return mask(platform, secrets);
}

function mask(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return secrets.has(value) ? '[redacted]' : redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => mask(item, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item, secrets)]));
}
