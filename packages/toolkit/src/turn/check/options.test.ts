import { expect, test } from 'vitest';
import { drainEvents } from '../../base/index.ts';
import { checkTurn } from './check-turn.ts';
import { checkOptionsFrom, type CheckArguments } from './command-options.ts';
import { settleOptions, type TurnCheckOptions } from './options.ts';

test('what is typed becomes typed options; what is not given stays away', () => {
  expect(checkOptionsFrom({})).toEqual({});
  expect(
    checkOptionsFrom({
      secret: 's'.repeat(20),
      user: 'alice',
      ttl: '60',
      ca: 'PEM',
      count: '500',
      rate: '0',
      timeout: '1500',
      allowPeers: 'loopback, private',
      openRelayProbe: false,
      peer: '192.0.2.9',
      localPort: '4000',
      maxSkew: '5',
    }),
  ).toEqual({
    secret: 's'.repeat(20),
    user: 'alice',
    ttlSeconds: 60,
    tls: { ca: 'PEM' },
    count: 500,
    rate: 0,
    connectTimeoutMs: 1500,
    requestTimeoutMs: 1500,
    allowedPeers: ['loopback', 'private'],
    probeOpenRelay: false,
    peerAddress: '192.0.2.9',
    localPort: 4000,
    toleratedSkewSeconds: 5,
  });
  const key = '0x8493fbc53ba582fb4c044c456bdc40eb';
  expect(checkOptionsFrom({ user: 'bob', key })).toEqual({ credentials: { username: 'bob', key } });
  expect(checkOptionsFrom({ user: 'bob', password: 'p' })).toEqual({
    credentials: { username: 'bob', password: 'p' },
  });
});

test.each<[CheckArguments, string]>([
  [{ count: 'many' }, '--count "many"'],
  [{ count: '-1' }, '--count "-1"'],
  [{ count: '1000001' }, 'count is 1000001'],
  [{ rate: '1.5' }, '--rate'],
  [{ timeout: '0' }, 'connectTimeoutMs is 0'],
  [{ localPort: '65536' }, 'localPort'],
  [{ peer: 'example.org' }, 'peerAddress "example.org"'],
  [{ allowPeers: 'loopbak' }, '--allow-peers "loopbak"'],
  [{ user: 'bob' }, 'without a password'],
  [{ password: 'p' }, 'without a user'],
  [{ user: 'bob', key: 'abc' }, '32 hexadecimal digits'],
  [{ secret: '' }, 'secret is empty'],
])('%j is refused: %s', (args, message) => {
  expect(() => checkOptionsFrom(args)).toThrow(message);
  expect(() => checkOptionsFrom(args)).toThrow(expect.objectContaining({ family: 'usage' }));
});

test('defaults are filled in, contradictions refused', () => {
  expect(settleOptions({})).toMatchObject({
    count: 50,
    rate: 100,
    probeOpenRelay: true,
    toleratedSkewSeconds: 30,
  });
  const both: TurnCheckOptions = { secret: 'x', credentials: { username: 'u', password: 'p' } };
  expect(() => settleOptions(both)).toThrow('both a secret and ready credentials');
  expect(() => checkTurn([])).toThrow('no URL');
  expect(() => checkTurn(['turn:ok.example.org', 'nonsense'])).toThrow('"nonsense"');
});

test('a cancelled check ends with BASE_ABORTED', async () => {
  const stream = checkTurn(['turn:127.0.0.1:9'], { signal: AbortSignal.abort() });
  await expect(drainEvents(stream)).rejects.toMatchObject({ code: 'BASE_ABORTED' });
});
