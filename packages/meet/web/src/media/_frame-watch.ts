/**
 * Tells of the pictures of a stream that are rendered, on an element of its own that nobody sees. Where the browser
 * cannot tell, or the page is in the background, it stays silent.
 */
export class FrameWatch {
  readonly #video = document.createElement('video');
  #firstAt: number | null = null;
  #lastAt: number | null = null;
  #longestGap = 0;
  #stopped = false;

  constructor(stream: MediaStream) {
    const video = this.#video;
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    video.play().catch(() => undefined);
    this.#next();
  }

  static get isPossible(): boolean {
    return 'requestVideoFrameCallback' in HTMLVideoElement.prototype && !document.hidden;
  }

  /** When the first picture was rendered, on `performance.now()`; null before. */
  get firstAt(): number | null {
    return this.#firstAt;
  }

  /** Longest pause between two pictures, counted to `now`; null with none. */
  longestGap(now: number): number | null {
    return this.#lastAt === null ? null : Math.max(this.#longestGap, now - this.#lastAt);
  }

  stop(): void {
    this.#stopped = true;
    this.#video.srcObject = null;
  }

  #next(): void {
    if (this.#stopped || !('requestVideoFrameCallback' in this.#video)) return;
    this.#video.requestVideoFrameCallback(() => {
      const now = performance.now();
      if (this.#lastAt !== null) this.#longestGap = Math.max(this.#longestGap, now - this.#lastAt);
      this.#lastAt = now;
      this.#firstAt ??= now;
      this.#next();
    });
  }
}
