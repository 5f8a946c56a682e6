import {
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type FlattenedJWSInput,
} from 'jose';
import type { KeyTimes } from './key-times.ts';
import { authFailed, authUnavailable } from './refuse.ts';

export interface KeySetDeps {
  /** Fetches the keys. @throws MEET_REFUSED: auth-unavailable */
  readonly fetch: () => Promise<JSONWebKeySet>;
  readonly times: KeyTimes;
  readonly onFetch?: (outcome: 'ok' | 'failed') => void;
  readonly now?: () => number;
}

type LocalKeys = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys of an issuer. They go on when it is away; a key that nobody knows has them fetched again, not more often
 * than the cooldown allows, so that made-up key names are no way to make us hammer the issuer.
 */
export class KeySet {
  readonly #deps: KeySetDeps;
  readonly #now: () => number;
  #keys: LocalKeys | undefined;
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<LocalKeys> | undefined;

  constructor(deps: KeySetDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? (() => performance.now());
  }

  /** The key that a token names. @throws MEET_REFUSED: auth-failed, auth-unavailable */
  async key(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<Awaited<ReturnType<LocalKeys>>> {
    const keys = await this.#usable();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    this.#checkCooldown('the token names a key that is not known yet');
    const newer = await this.#fetch();
    return newer(header, token).catch((error: unknown) => {
      throw error instanceof errors.JWKSNoMatchingKey ? authFailed('the issuer has no such key') : error;
    });
  }

  async #usable(): Promise<LocalKeys> {
    const age = this.#now() - this.#fetchedAt;
    const { freshMs, longestMs, cooldownMs } = this.#deps.times;
    if (!this.#keys || age > longestMs) {
      if (!this.#fetching) this.#checkCooldown('the keys of the issuer are not known', cooldownMs / 10);
      return this.#fetch();
    }
    if (age > freshMs && this.#now() - this.#triedAt > cooldownMs) this.#fetch().catch(() => {});
    return this.#keys;
  }

  #checkCooldown(message: string, ms = this.#deps.times.cooldownMs): void {
    const left = this.#triedAt + ms - this.#now();
    if (left > 0 && !this.#fetching) throw authUnavailable(message, Math.ceil(left));
  }

  #fetch(): Promise<LocalKeys> {
    this.#fetching ??= this.#fetchNow().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchNow(): Promise<LocalKeys> {
    this.#triedAt = this.#now();
    try {
      this.#keys = createLocalJWKSet(await this.#deps.fetch());
      this.#fetchedAt = this.#now();
      this.#deps.onFetch?.('ok');
      return this.#keys;
    } catch (error) {
      this.#deps.onFetch?.('failed');
      throw error instanceof errors.JWKSInvalid ? authUnavailable('the issuer’s keys cannot be read') : error;
    }
  }
}
