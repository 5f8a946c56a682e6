import { z } from 'zod';
import { meetSchema } from './meet.ts';
import { objectName } from './primitives.ts';
import { redisSchema } from './redis.ts';
import { sfuSchema } from './sfu.ts';
import { targetSchema } from './target.ts';
import { turnSchema } from './turn.ts';

/** The whole of `stoa.yaml`. Every section but `name` and `target` may be left out. */
export const platformSchema = z.strictObject({
  apiVersion: z.literal('stoa/v1alpha1').describe('Version of this file format.'),
  name: objectName.describe('Name of the platform.'),
  target: targetSchema.describe('Where the platform runs.'),
  meet: meetSchema.prefault({}).describe('The conferencing app: session backends and web app.'),
  sfu: sfuSchema.prefault({}).describe('The media servers (SFUs).'),
  turn: turnSchema.prefault({}).describe('The relay (STUN/TURN server).'),
  redis: redisSchema.prefault({}).describe('The event log that session backends share.'),
});

/** A platform as a user writes it. */
export type PlatformInput = z.input<typeof platformSchema>;
/** A platform with every default filled in. */
export type Platform = z.output<typeof platformSchema>;
