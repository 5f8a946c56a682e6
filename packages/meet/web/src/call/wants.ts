import type { PictureWant } from '@stoa/protocol';

/** A picture on the stage, in pixels of the screen; 0: not shown. */
export interface ShownPicture {
  readonly participant: string;
  readonly source: PictureWant['source'];
  readonly height: number;
}

/** Heights that are told apart: a stage that grows by a few pixels is nothing to talk about. */
const heights = [90, 180, 360, 720, 1_440, 2_880] as const;

/**
 * What is asked of the SFU for the pictures on the stage. Screens are to be read and are not capped. Pure.
 * @param cap most lines of a camera's picture
 */
export function wantsOf(pictures: readonly ShownPicture[], cap: number, most: number): PictureWant[] {
  return pictures.slice(0, most).map(({ participant, source, height }) => {
    if (height <= 0) return { participant, source, height: 'off' };
    const wanted = source === 'camera' ? Math.min(cap, height) : height;
    return { participant, source, height: heights.find((step) => step >= wanted) ?? 2_880 };
  });
}
