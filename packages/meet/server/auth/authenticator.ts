import { limits } from '@stoa/protocol';
import { StoaError } from '@stoa/toolkit/base';
import { guestTokenType, type BackendConfig } from '@stoa/toolkit/config';
import { decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { verifyGuest } from './guest.ts';
import { verifyHmac } from './hmac.ts';
import type { Identity } from './identity.ts';
import { defaultKeyTimes, type KeyTimes } from './key-times.ts';
import { OidcIssuer, type SignIn } from './oidc.ts';
import { authFailed, verifyFailure } from './refuse.ts';

/** Kinds of tokens; `none`: of no kind that is set up here. */
export const authWays = ['hmac', 'oidc', 'guest', 'none'] as const;
export const authOutcomes = ['ok', 'auth-failed', 'auth-expired', 'auth-unavailable'] as const;
type WayName = (typeof authWays)[number];

export type AuthConfig = NonNullable<BackendConfig['auth']>;
interface Way {
  readonly name: WayName;
  readonly verify: (token: string) => Promise<Identity>;
}

export interface AuthenticatorDeps {
  readonly times?: KeyTimes;
  /** Told of every token, with the way and `ok` or the error code. */
  readonly onJudged?: (way: WayName, outcome: string) => void;
  /** Told when the keys of the OpenID provider were asked for. */
  readonly onKeys?: (outcome: 'ok' | 'failed') => void;
}

/** Says who a token is about. Which kind it is is read from its header, and each kind has its own key. */
export class Authenticator {
  readonly #config: AuthConfig | undefined;
  readonly #oidc: OidcIssuer | undefined;
  readonly #onJudged: (way: WayName, outcome: string) => void;

  constructor(config: AuthConfig | undefined, { times, onJudged, onKeys }: AuthenticatorDeps = {}) {
    this.#config = config;
    this.#onJudged = onJudged ?? (() => {});
    this.#oidc = config?.oidc ? new OidcIssuer(config.oidc, times ?? defaultKeyTimes, onKeys) : undefined;
  }

  /** What the web app signs people in with; null where it does not. */
  async signIn(): Promise<SignIn | null> {
    return (await this.#oidc?.signIn()) ?? null;
  }

  /** Where the web app asks for tokens, as far as that is known. */
  get signInOrigins(): readonly string[] {
    return this.#oidc?.origins ?? [];
  }

  /** Nobody comes in without a token. */
  get required(): boolean {
    return this.#config?.required ?? false;
  }

  /** There are people whom an account vouches for: the others knock. */
  get vouches(): boolean {
    return this.#config?.hmac !== undefined || this.#oidc !== undefined;
  }

  /** @throws MEET_REFUSED: auth-failed, auth-expired, auth-unavailable */
  async verify(token: string): Promise<Identity> {
    let way: Way = refuseAll;
    try {
      if (token.length > limits.tokenLength) {
        throw authFailed(`the token is longer than ${limits.tokenLength} characters`);
      }
      way = this.#wayOf(headerOf(token));
      const identity = await way.verify(token);
      this.#onJudged(way.name, 'ok');
      return identity;
    } catch (error) {
      const failure = verifyFailure(error);
      this.#onJudged(way.name, codeOf(failure));
      throw failure;
    }
  }

  #wayOf({ typ, alg }: ProtectedHeaderParameters): Way {
    const { guests, hmac, clockToleranceMs } = this.#config ?? { clockToleranceMs: 0 };
    if (typ === guestTokenType && guests) {
      return { name: 'guest', verify: (token) => verifyGuest(token, guests.secret, clockToleranceMs) };
    }
    if (typ !== guestTokenType && alg?.startsWith('HS') && hmac) {
      return { name: 'hmac', verify: (token) => verifyHmac(token, hmac, clockToleranceMs) };
    }
    const oidc = this.#oidc;
    if (oidc && (alg === 'RS256' || alg === 'ES256')) {
      return { name: 'oidc', verify: (token) => oidc.verify(token, clockToleranceMs) };
    }
    return refuseAll;
  }
}

const refuseAll: Way = {
  name: 'none',
  verify: () => Promise.reject(authFailed('tokens of this kind are not taken here')),
};

function codeOf(error: unknown): string {
  return error instanceof StoaError ? String(error.details['code']) : 'internal';
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw authFailed('this is not a token');
  }
}
