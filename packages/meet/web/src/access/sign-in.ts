import { z } from 'zod';
import type { SafeStorage } from '../base/index.ts';

/** What the server says of signing in; see `/config.json`. */
const signInSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  scope: z.string(),
  token: z.literal(['id', 'access']),
  authorizationEndpoint: z.url(),
  tokenEndpoint: z.url(),
});
export type SignIn = z.infer<typeof signInSchema>;
const configSchema = z.object({ auth: z.object({ signIn: signInSchema.nullable() }) });

/** What is remembered from leaving for the provider until coming back. */
const pendingSchema = z.object({
  signIn: signInSchema,
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
});
const answerSchema = z.object({ id_token: z.string().optional(), access_token: z.string().optional() });

const pendingKey = 'stoa.sign-in';
/** Where people come back to; the client's redirect URI is the origin and this. */
export const signedInPath = '/signed-in';

/** How to sign in here; null where one cannot. */
export async function findSignIn(get: typeof fetch = fetch): Promise<SignIn | null> {
  try {
    const answer = await get('/config.json', { cache: 'no-store' });
    return configSchema.safeParse(await answer.json()).data?.auth.signIn ?? null;
  } catch {
    return null;
  }
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * Begins an authorization code flow with PKCE (RFC 7636).
 * @param returnTo path to come back to
 * @returns the provider's address to go to
 */
export async function beginSignIn(
  signIn: SignIn,
  { storage, origin, returnTo }: { storage: SafeStorage; origin: string; returnTo: string },
): Promise<string> {
  const [state, nonce, verifier] = [random(), random(), random()];
  storage.write(pendingKey, JSON.stringify({ signIn, state, nonce, verifier, returnTo }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const url = new URL(signIn.authorizationEndpoint);
  const query = {
    response_type: 'code',
    client_id: signIn.clientId,
    redirect_uri: origin + signedInPath,
    scope: signIn.scope,
    state,
    nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

export type SignedIn =
  | { readonly ok: true; readonly token: string; readonly returnTo: string }
  /** `refused`: the provider, or the person there, said no; `lost`: this tab knows nothing of it. */
  | { readonly ok: false; readonly problem: 'refused' | 'lost' | 'unreachable'; readonly returnTo: string };

/** Changes what the provider put into the address for a token; each sign-in once. */
export async function completeSignIn(
  search: string,
  { storage, origin, post = fetch }: { storage: SafeStorage; origin: string; post?: typeof fetch },
): Promise<SignedIn> {
  const kept = pendingSchema.safeParse(parse(storage.read(pendingKey)));
  storage.remove(pendingKey);
  if (!kept.success) return { ok: false, problem: 'lost', returnTo: '/' };
  const { signIn, state, nonce, verifier, returnTo } = kept.data;
  const query = new URLSearchParams(search);
  const code = query.get('code');
  if (query.get('state') !== state) return { ok: false, problem: 'lost', returnTo };
  if (code === null) return { ok: false, problem: 'refused', returnTo };
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: origin + signedInPath,
    client_id: signIn.clientId,
    code_verifier: verifier,
  };
  try {
    const answer = await post(signIn.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) });
    const tokens = answerSchema.safeParse(await answer.json()).data;
    const fits = tokens?.id_token === undefined || claim(tokens.id_token, 'nonce') === nonce;
    const token = signIn.token === 'id' ? tokens?.id_token : tokens?.access_token;
    if (!answer.ok || !fits || token === undefined) return { ok: false, problem: 'refused', returnTo };
    return { ok: true, token, returnTo };
  } catch {
    return { ok: false, problem: 'unreachable', returnTo };
  }
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** A claim of a token that came straight from the issuer over TLS; the session backend judges it. */
function claim(token: string, name: string): unknown {
  const body = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  try {
    const claims: unknown = JSON.parse(atob(body));
    return typeof claims === 'object' && claims !== null ? Reflect.get(claims, name) : undefined;
  } catch {
    return undefined;
  }
}
