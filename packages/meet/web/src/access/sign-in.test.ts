import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SafeStorage } from '../base/index.ts';
import { beginSignIn, completeSignIn, findSignIn, type SignIn } from './sign-in.ts';

const signIn: SignIn = {
  issuer: 'https://id.example.org',
  clientId: 'stoa',
  scope: 'openid profile',
  token: 'id',
  authorizationEndpoint: 'https://id.example.org/auth?tenant=acme',
  tokenEndpoint: 'https://id.example.org/token',
};
const origin = 'https://meet.example.org';

function memory(): SafeStorage & { readonly size: () => number } {
  const kept = new Map<string, string>();
  return {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
    size: () => kept.size,
  };
}

const idToken = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;

/** Goes to the provider and comes back; `answer` is what its token endpoint says. */
async function goThere(own: Partial<SignIn>, answer: (query: URLSearchParams) => object, search?: string) {
  const storage = memory();
  const there = await beginSignIn({ ...signIn, ...own }, { storage, origin, returnTo: '/r/board?name=Ann' });
  const asked = new URL(there).searchParams;
  const forms: URLSearchParams[] = [];
  const post: typeof fetch = async (_url, init) => {
    forms.push(new URLSearchParams(init?.body as URLSearchParams));
    return Response.json(answer(asked));
  };
  const back = search ?? `?code=c-1&state=${asked.get('state')}`;
  const result = await completeSignIn(back, { storage, origin, post });
  return { there, asked, forms, result, storage };
}

describe('signing in', () => {
  test('asks with PKCE, and changes the code for the token that the config wants', async () => {
    const { asked, forms, result, storage } = await goThere({}, (query) => ({
      id_token: idToken({ nonce: query.get('nonce') }),
      access_token: 'opaque',
    }));
    expect(Object.fromEntries(asked)).toMatchObject({
      tenant: 'acme',
      response_type: 'code',
      client_id: 'stoa',
      redirect_uri: 'https://meet.example.org/signed-in',
      scope: 'openid profile',
      code_challenge_method: 'S256',
    });
    const verifier = forms[0]?.get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).toBe(asked.get('code_challenge'));
    expect(forms[0]?.get('code')).toBe('c-1');
    expect(result).toMatchObject({
      ok: true,
      token: expect.stringMatching(/^x\./),
      returnTo: '/r/board?name=Ann',
    });
    expect(storage.size()).toBe(0);
    const api = await goThere({ token: 'access' }, () => ({ access_token: 'jwt' }));
    expect(api.result).toMatchObject({ ok: true, token: 'jwt' });
  });

  test('takes no answer to a question that this tab did not ask, and none twice', async () => {
    const good = (query: URLSearchParams) => ({ id_token: idToken({ nonce: query.get('nonce') }) });
    const foreign = await goThere({}, good, '?code=c-1&state=other');
    expect([foreign.result, foreign.forms]).toMatchObject([{ ok: false, problem: 'lost' }, []]);
    const { storage, asked } = await goThere({}, good);
    const again = await completeSignIn(`?code=c-1&state=${asked.get('state')}`, { storage, origin });
    expect(again).toEqual({ ok: false, problem: 'lost', returnTo: '/' });
    const replayed = await goThere({}, () => ({ id_token: idToken({ nonce: 'of another' }) }));
    expect(replayed.result).toMatchObject({ ok: false, problem: 'refused' });
  });

  test('says when the provider refuses or cannot be reached', async () => {
    const denied = await goThere({}, () => ({}), undefined);
    expect(denied.result).toMatchObject({ ok: false, problem: 'refused' });
    const storage = memory();
    const there = await beginSignIn(signIn, { storage, origin, returnTo: '/' });
    const search = `?error=access_denied&state=${new URL(there).searchParams.get('state')}`;
    expect(await completeSignIn(search, { storage, origin })).toMatchObject({ problem: 'refused' });
    const away = await beginSignIn(signIn, { storage, origin, returnTo: '/r/x' });
    const post: typeof fetch = () => Promise.reject(new TypeError('network'));
    const state = new URL(away).searchParams.get('state');
    expect(await completeSignIn(`?code=1&state=${state}`, { storage, origin, post })).toEqual({
      ok: false,
      problem: 'unreachable',
      returnTo: '/r/x',
    });
  });

  test('is offered where the server says how', async () => {
    const says =
      (value: unknown): typeof fetch =>
      async () =>
        Response.json(value);
    expect(await findSignIn(says({ auth: { required: true, signIn } }))).toEqual(signIn);
    expect(await findSignIn(says({ auth: { required: true, signIn: null } }))).toBeNull();
    expect(await findSignIn(says({}))).toBeNull();
    expect(await findSignIn(() => Promise.reject(new TypeError('network')))).toBeNull();
  });
});
