import type { BackendConfig } from '@stoa/toolkit/config';
import { jwtVerify, type JWTPayload, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { fetchJson } from './fetch-json.ts';
import { claimAt, claimName, claimText, type Identity } from './identity.ts';
import { KeySet } from './key-set.ts';
import type { KeyTimes } from './key-times.ts';
import { authFailed, authUnavailable } from './refuse.ts';

export type OidcConfig = NonNullable<NonNullable<BackendConfig['auth']>['oidc']>;

/** The part of an issuer's metadata that is used (OpenID Connect Discovery 1.0 §3). */
const metadataSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
});
type Metadata = z.infer<typeof metadataSchema>;
const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** What a web app needs to sign people in; the client is public, there is no secret. */
export interface SignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly token: 'id' | 'access';
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
}

/** Tokens of an OpenID provider: RS256 or ES256, by its published keys. */
export class OidcIssuer {
  readonly #config: OidcConfig;
  readonly #times: KeyTimes;
  readonly #keys: KeySet;
  #metadata: z.infer<typeof metadataSchema> | undefined;
  #discoveredAt = Number.NEGATIVE_INFINITY;
  #discovering: Promise<Metadata | undefined> | undefined;

  constructor(config: OidcConfig, times: KeyTimes, onFetch?: (outcome: 'ok' | 'failed') => void) {
    this.#config = config;
    this.#times = times;
    this.#keys = new KeySet({ times, fetch: () => this.#fetchKeys(), ...(onFetch ? { onFetch } : {}) });
  }

  async verify(token: string, clockToleranceMs: number): Promise<Identity> {
    const { payload } = await jwtVerify(token, (header, jws) => this.#keys.key(header, jws), {
      algorithms: ['RS256', 'ES256'],
      issuer: this.#config.issuer,
      audience: [...this.#config.audience],
      requiredClaims: ['exp', 'aud', 'iss'],
      clockTolerance: clockToleranceMs / 1_000,
    });
    return this.#identityOf(payload);
  }

  /** Null: the web app cannot sign in here, or the issuer cannot be asked at the moment. */
  async signIn(): Promise<SignIn | null> {
    const { issuer, clientId, scope, token } = this.#config;
    if (clientId === undefined) return null;
    const found = this.#metadata ?? (await this.#discoverNowAndThen());
    if (!found?.authorization_endpoint || !found.token_endpoint) return null;
    const { authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint } = found;
    return { issuer, clientId, scope, token, authorizationEndpoint, tokenEndpoint };
  }

  /** Origins that the web app talks to when it signs somebody in. */
  get origins(): readonly string[] {
    const { issuer, clientId } = this.#config;
    if (clientId === undefined) return [];
    const { token_endpoint: endpoint = issuer } = this.#metadata ?? {};
    return [...new Set([new URL(issuer).origin, new URL(endpoint).origin])];
  }

  #identityOf(payload: JWTPayload): Identity {
    const { userClaim, nameClaim, roleClaim, hosts, cohosts } = this.#config;
    const user = claimText(claimAt(payload, userClaim), 200);
    if (user === undefined) throw authFailed(`the token has no claim ${userClaim}`);
    const name = claimName(claimAt(payload, nameClaim));
    const roles = new Set([roleClaim === undefined ? [] : (claimAt(payload, roleClaim) ?? [])].flat());
    const has = (wanted: readonly string[]) => wanted.some((role) => roles.has(role));
    const granted = has(hosts) ? 'host' : has(cohosts) ? 'cohost' : 'participant';
    return {
      way: 'oidc',
      user: `oidc:${user}`,
      ...(name === undefined ? {} : { name }),
      // Without roles all are alike, and whoever comes first leads.
      ...(roleClaim === undefined ? {} : { granted }),
      room: null,
      expiresAt: (payload.exp ?? 0) * 1_000,
    };
  }

  /** Every page that loads asks: an issuer that is away is not asked as often. Whoever asks while the issuer is being asked waits for the same answer. */
  #discoverNowAndThen(): Promise<Metadata | undefined> {
    if (
      this.#discovering === undefined ||
      performance.now() - this.#discoveredAt > this.#times.cooldownMs / 10
    ) {
      this.#discoveredAt = performance.now();
      this.#discovering = this.#discover().catch(() => undefined);
    }
    return this.#discovering;
  }

  async #discover(): Promise<Metadata> {
    const { issuer } = this.#config;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const found = metadataSchema.safeParse(await fetchJson(url, this.#times.fetchMs));
    if (!found.success) throw authUnavailable('the issuer’s metadata cannot be read');
    if (found.data.issuer !== issuer) {
      throw authUnavailable(`the issuer calls itself otherwise: its metadata must say ${issuer}`);
    }
    this.#metadata = found.data;
    return found.data;
  }

  async #fetchKeys(): Promise<JSONWebKeySet> {
    const url = this.#config.jwksUrl ?? (await this.#discover()).jwks_uri;
    const keys = keysSchema.safeParse(await fetchJson(url, this.#times.fetchMs));
    if (!keys.success) throw authUnavailable('the issuer’s keys cannot be read');
    return keys.data;
  }
}
