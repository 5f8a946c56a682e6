import type { Page } from 'playwright-core';

/** Mean green, 0 to 255, of the frame that a `<video>` shows; null before its first frame. */
function meanGreen(page: Page, selector: string): Promise<number | null> {
  return page.evaluate<number | null>(`(() => {
    const video = document.querySelector(${JSON.stringify(selector)});
    if (video === null || video.readyState < 2 || video.videoWidth === 0) return null;
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
    const paint = canvas.getContext('2d');
    paint.drawImage(video, 0, 0, 160, 90);
    const { data } = paint.getImageData(0, 0, 160, 90);
    return data.filter((_, at) => at % 4 === 1).reduce((sum, value) => sum + value, 0) / (160 * 90);
  })()`);
}

/**
 * Which of Chromium's fake cameras a `<video>` shows. Seen, also after being sent: the first one's picture, with its
 * lighter sector, has a mean green of 141 to 151, the third one's, plain, of 127 to 128.
 */
export async function cameraShown(page: Page, selector: string): Promise<'first' | 'third' | null> {
  const green = await meanGreen(page, selector);
  if (green === null) return null;
  return green > 135 ? 'first' : 'third';
}
