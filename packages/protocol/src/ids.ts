import { z } from 'zod';

/** Rooms are named by people or by CSPRNG; the name is part of URLs and of Redis keys. */
export const roomId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');

export const participantId = z.string().regex(/^p[0-9a-z]{8,24}$/);

/** Made by the client, unique per connection attempt and kept over retries: it makes commands idempotent. */
export const commandId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w.-]+$/);
