import type { Page } from 'playwright-core';

export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** Mean colour, 0 to 255, of the frame that the `<video>` shows; null before its first frame. */
export async function averageColour(page: Page, selector: string): Promise<Colour | null> {
  const sums = await page.evaluate<number[] | null>(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
    const paint = canvas.getContext('2d');
    const video = document.querySelector(${JSON.stringify(selector)});
    if (video === null || video.readyState < 2 || video.videoWidth === 0) return null;
    paint.drawImage(video, 0, 0, 16, 9);
    const { data } = paint.getImageData(0, 0, 16, 9);
    const sums = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) for (const part of [0, 1, 2]) sums[part] += data[at + part];
    return sums.map((sum) => sum / (16 * 9));
  })()`);
  if (sums === null) return null;
  const [red = 0, green = 0, blue = 0] = sums;
  return { red, green, blue };
}
