import type { ConnectionStats, NamedConnection } from '../media/index.ts';
import { baseOf, mediaReport } from './_media-report.ts';
import type { MediaReport, ReportBase } from './_media-report.ts';

export interface ReporterSource {
  connections(): readonly NamedConnection[];
  stats(): Promise<readonly ConnectionStats[]>;
  /** Sends a report; may fail, and is not tried again. */
  send(report: MediaReport): Promise<unknown>;
}

const lookMs = 500;
const reportMs = 10_000;
/** Whoever is alone in the room has no first frame: looking for it ends. */
const firstFrameWithinMs = 60_000;

/** Tells the backend every ten seconds how media is doing. */
export class Reporter {
  readonly #source: ReporterSource;
  readonly #watched = new WeakSet<RTCPeerConnection>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #base: ReportBase | undefined;
  #startedAt = 0;
  #connected = 0;
  #failed = 0;
  #firstFrame: number | null = null;
  #firstFrameTold = false;
  #busy = false;

  constructor(source: ReporterSource) {
    this.#source = source;
  }

  /** After the first welcome; again does nothing. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#startedAt = performance.now();
    this.#base = baseOf([], this.#startedAt);
    this.#timer = setInterval(() => void this.#look(), lookMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    for (const { connection } of this.#source.connections()) this.#watch(connection);
    const now = performance.now();
    const due = now - (this.#base?.at ?? now) >= reportMs;
    const looking = this.#firstFrame === null && now - this.#startedAt < firstFrameWithinMs;
    if (this.#busy || !(due || looking)) return;
    this.#busy = true;
    try {
      const stats = await this.#source.stats();
      if (looking && stats.some(({ received }) => received.some(({ frames }) => frames > 0))) {
        this.#firstFrame = Math.round(performance.now() - this.#startedAt);
      }
      if (due) await this.#report(stats);
    } catch {
      // Statistics are not worth a word; the next report says how things are then.
    } finally {
      this.#busy = false;
    }
  }

  async #report(stats: readonly ConnectionStats[]): Promise<void> {
    const now = baseOf(stats, performance.now());
    const report = mediaReport(stats, this.#base ?? now, now, {
      connected: this.#connected,
      failed: this.#failed,
      firstFrameMs: this.#firstFrameTold ? null : this.#firstFrame,
    });
    this.#base = now;
    await this.#source.send(report);
    this.#connected -= report.connected;
    this.#failed -= report.failed;
    this.#firstFrameTold ||= report.firstFrameMs !== null;
  }

  #watch(connection: RTCPeerConnection): void {
    if (this.#watched.has(connection)) return;
    this.#watched.add(connection);
    const count = () => {
      if (connection.connectionState === 'connected') this.#connected = Math.min(1_000, this.#connected + 1);
      if (connection.connectionState === 'failed') this.#failed = Math.min(1_000, this.#failed + 1);
    };
    connection.addEventListener('connectionstatechange', count);
    count();
  }
}
