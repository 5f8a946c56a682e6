import { z } from 'zod';
import { participantId } from './ids.ts';

/** How somebody's connection is doing, from the reports of their client; best first. */
export const qualityLevels = ['good', 'fair', 'poor'] as const;
export type QualityLevel = (typeof qualityLevels)[number];

/** To everybody in the room, when the level changes; not kept in the log. Without a word it is `good`. */
export const qualityNotice = z.object({
  type: z.literal('quality'),
  participant: participantId,
  level: z.literal(qualityLevels),
});
