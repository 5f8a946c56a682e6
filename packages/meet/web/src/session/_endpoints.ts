import { socketPath } from '@stoa/protocol';

/** Bounds of the pause between two attempts to reconnect. */
const shortestPauseMs = 25;
const firstPauseMs = 500;
const longestPauseMs = 5_000;

export interface PauseOptions {
  /** What the backend asked for: not sooner. */
  readonly retryAfterMs?: number;
  readonly random?: () => number;
}

/**
 * Pause before attempt `attempt` (1, 2, …): anything up to a limit that doubles (full jitter), so that people who lost
 * the same backend do not come back in one wave; media goes on meanwhile.
 */
export function pauseBefore(attempt: number, options: PauseOptions = {}): number {
  const { retryAfterMs = 0, random = Math.random } = options;
  const ceiling = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  if (retryAfterMs > 0) return Math.round(retryAfterMs + firstPauseMs * random());
  return Math.round(shortestPauseMs + (ceiling - shortestPauseMs) * random());
}

/**
 * Base URLs in the order to try them: the page's own first, then those of the same scheme. From an HTTPS page plain
 * HTTP ones are left out, as the browser would refuse them (mixed content).
 */
export function orderBackends(own: string, backends: readonly string[]): string[] {
  const scheme = new URL(own).protocol;
  const usable = backends.filter((url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol));
  const origins = usable.map((url) => new URL(url));
  const allowed = scheme === 'https:' ? origins.filter((url) => url.protocol === 'https:') : origins;
  const alike = allowed.filter((url) => url.protocol === scheme);
  const others = allowed.filter((url) => url.protocol !== scheme);
  return [...new Set([new URL(own).origin, ...[...alike, ...others].map((url) => url.origin)])];
}

/** WebSocket URL of a backend: `https://a:8443` → `wss://a:8443/v1/socket`. */
export function socketUrl(base: string): string {
  const url = new URL(socketPath, base);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Goes round the backends: stays on one that worked, moves on from one that failed. */
export class Endpoints {
  #urls: readonly string[];
  #at = 0;
  readonly #own: string;

  constructor(own: string) {
    this.#own = own;
    this.#urls = orderBackends(own, []);
  }

  get current(): string {
    return this.#urls[this.#at % this.#urls.length] ?? this.#own;
  }

  next(): void {
    this.#at = (this.#at + 1) % this.#urls.length;
  }

  /**
   * All but the current one, in the order of a chance, so that people who move together spread. Where there is but one,
   * that one again: a load balancer is behind it, and leads to another backend.
   */
  others(random: () => number = Math.random): string[] {
    if (this.#urls.length === 1) return [this.current];
    const scheme = new URL(this.current).protocol;
    return this.#urls
      .filter((url) => url !== this.current)
      .map((url) => ({ url, alike: new URL(url).protocol === scheme ? 0 : 1, at: random() }))
      .toSorted((a, b) => a.alike - b.alike || a.at - b.at)
      .map(({ url }) => url);
  }

  /** That one worked. */
  use(url: string): void {
    const at = this.#urls.indexOf(url);
    if (at >= 0) this.#at = at;
  }

  /** A backend told which others there are; the current one stays current. */
  learn(backends: readonly string[]): void {
    const current = this.current;
    this.#urls = orderBackends(this.#own, [...backends, current]);
    this.#at = Math.max(0, this.#urls.indexOf(current));
  }
}
