import { StoaError } from '@stoa/toolkit/base';
import { exportJWK, generateKeyPair, type JSONWebKeySet } from 'jose';
import { describe, expect, it } from 'vitest';
import { KeySet } from './key-set.ts';
import { authUnavailable } from './refuse.ts';

const times = { cooldownMs: 30_000, freshMs: 600_000, longestMs: 86_400_000, fetchMs: 1_000 };
const pair = await generateKeyPair('ES256', { extractable: true });
const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256' };

/** An issuer whose keys and moods the test sets. */
function issuer() {
  let kids = ['a'];
  let away = false;
  let fetched = 0;
  let ms = 1_000_000;
  const keys = new KeySet({
    times,
    now: () => ms,
    fetch: async (): Promise<JSONWebKeySet> => {
      fetched += 1;
      if (away) throw authUnavailable('the issuer is away');
      return { keys: kids.map((kid) => Object.assign({}, jwk, { kid })) };
    },
  });
  const ask = async (kid: string): Promise<string> => {
    try {
      await keys.key({ alg: 'ES256', kid }, { payload: '', signature: '' });
      return 'ok';
    } catch (error) {
      if (!(error instanceof StoaError)) throw error;
      const { code, retryAfterMs } = error.details;
      return typeof retryAfterMs === 'number' ? `${String(code)} ${retryAfterMs}` : String(code);
    }
  };
  return {
    ask,
    pass: (by: number) => void (ms += by),
    serve: (...now: string[]) => void (kids = now),
    leave: (is: boolean) => void (away = is),
    fetched: () => fetched,
  };
}

describe('the keys of an issuer', () => {
  it('are fetched once, and again for a name that is not known', async () => {
    const { ask, pass, serve, fetched } = issuer();
    expect(await Promise.all(Array.from({ length: 20 }, () => ask('a')))).toEqual(
      Array.from({ length: 20 }, () => 'ok'),
    );
    expect(fetched()).toBe(1);
    serve('b');
    expect(await ask('b')).toBe('auth-unavailable 30000');
    pass(30_000);
    expect([await ask('b'), await ask('b'), fetched()]).toEqual(['ok', 'ok', 2]);
    pass(30_000);
    expect(await ask('a')).toBe('auth-failed');
  });

  it('are not fetched more often than the cooldown allows, whatever names are made up', async () => {
    const { ask, pass, fetched } = issuer();
    await ask('a');
    for (let index = 0; index < 600; index += 1) {
      pass(100);
      await ask(`made-up-${index}`);
    }
    expect(fetched()).toBeLessThanOrEqual(3);
  });

  it('go on while the issuer is away, for a bounded time, and are renewed beside their use', async () => {
    const { ask, pass, leave, fetched } = issuer();
    await ask('a');
    leave(true);
    pass(700_000);
    expect(await ask('a')).toBe('ok');
    expect(fetched()).toBe(2);
    pass(30_001);
    expect(await ask('b')).toBe('auth-unavailable 30000');
    expect(await ask('a')).toBe('ok');
    pass(86_400_000);
    expect(await ask('a')).toBe('auth-unavailable');
    expect(await ask('a')).toBe('auth-unavailable 3000');
    leave(false);
    pass(3_000);
    expect(await ask('a')).toBe('ok');
  });
});
