import { z } from 'zod';
import { commandId, participantId } from './ids.ts';
import { limits } from './limits.ts';

/** How somebody's connection is doing, from the reports of their client; best first. */
export const qualityLevels = ['good', 'fair', 'poor'] as const;
export type QualityLevel = (typeof qualityLevels)[number];

/** To everybody in the room, when the level changes; not kept in the log. Without a word it is `good`. */
export const qualityNotice = z.object({
  type: z.literal('quality'),
  participant: participantId,
  level: z.literal(qualityLevels),
});

/** How a picture of somebody else is shown: so many pixels of the screen high, or not at all. */
export const pictureWantSchema = z.strictObject({
  participant: participantId,
  source: z.literal(['camera', 'screen']),
  height: z.union([z.int().positive().max(8_640), z.literal('off')]),
});
export type PictureWant = z.infer<typeof pictureWantSchema>;

/**
 * SFU: which pictures are worth how much. Takes the place of what was said before; pictures that are not named come as
 * large as there are. It holds for the leg that is being prepared, too, and is said again after a resume.
 */
export const qualityMessage = z.strictObject({
  type: z.literal('quality'),
  id: commandId,
  wants: z.array(pictureWantSchema).max(limits.wants),
});

/**
 * Cameras are published in three layers of the same picture (simulcast): a quarter, half, and the whole of its width and
 * height. The smallest one that is not enlarged much: a whole picture is taken for 540 to 720 lines.
 * @param height pixels, as in a {@link PictureWant}
 * @returns 0, 1 or 2, the largest
 */
export function layerFor(height: number): 0 | 1 | 2 {
  if (height <= 180) return 0;
  return height <= 360 ? 1 : 2;
}
