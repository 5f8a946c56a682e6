/**
 * The longest stretch of sound that had to be made up because its packets were missing. Concealment is what a browser
 * tells of a pause; it does not tell when it plays which packet.
 */
export class SoundGap {
  readonly #before = new Map<string, number>();
  readonly #running = new Map<string, number>();
  #longest: number | null = null;

  /**
   * To be called at short and regular intervals with what is heard.
   * @param source the connection that it comes over: each counts for itself
   * @param madeUpMs since that connection was made; null: the browser does not tell
   */
  look(stream: string, source: string, madeUpMs: number | null): void {
    if (madeUpMs === null) return;
    const key = `${source} ${stream}`;
    const more = madeUpMs - (this.#before.get(key) ?? madeUpMs);
    this.#before.set(key, madeUpMs);
    // It goes on over both connections when the present one falls silent before the next is heard.
    const running = more > 0 ? (this.#running.get(stream) ?? 0) + more : 0;
    this.#running.set(stream, running);
    this.#longest = Math.max(this.#longest ?? 0, running);
  }

  /** ms; null when nothing was to be heard. */
  get longest(): number | null {
    return this.#longest;
  }
}
