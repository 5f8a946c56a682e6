import { expect, test } from 'vitest';
import { backendConfigSchema } from '../../config/index.ts';
import { planLocal } from '../plan.ts';
import { exampleInput } from '../testing/fixtures.ts';
import { isLoopback, renderCoturn } from './index.ts';
import { plainValue, quote } from './quote.ts';

test('quoting keeps one value one value', () => {
  expect(quote('a"b\\c', 'x')).toBe('"a\\"b\\\\c"');
  expect(plainValue('a=b+/c', 'x')).toBe('a=b+/c');
});

test.each(['line\nbreak', 'zero\u0000byte', 'tab\there'])('control characters are refused: %j', (text) => {
  expect(() => quote(text, 'redis.password')).toThrow(/redis\.password holds a control character/);
  expect(() => plainValue(text, 'turn.secret')).toThrow(/turn\.secret/);
});

test.each(['"quoted"', '#comment', ' space', "end'"])('coturn could not read %j', (text) => {
  expect(() => plainValue(text, 'turn.secret')).toThrow(
    expect.objectContaining({ code: 'LOCAL_SECRET_UNUSABLE' }),
  );
});

test('start files are what session backends accept', () => {
  const plan = planLocal(exampleInput());
  const files = plan.files.filter((file) => file.path.endsWith('.json'));
  expect(files).toHaveLength(2);
  for (const file of files)
    expect(backendConfigSchema.safeParse(JSON.parse(file.content)).success).toBe(true);
});

test('loopback peers are allowed only for loopback media, and never 127.0.0.1', () => {
  const conf = (mediaAddress: string) =>
    renderCoturn({
      mediaAddress,
      port: 1,
      tlsPort: 2,
      relayPorts: { min: 3, max: 4 },
      realm: 'r',
      secret: 's',
      certFile: 'c',
      keyFile: 'k',
      userQuota: 0,
      totalQuota: 0,
      databaseFile: 'd',
      pidFile: 'p',
    }).split('\n');
  expect(isLoopback('127.88.0.1')).toBe(true);
  expect(conf('127.88.0.1')).toContain('allow-loopback-peers');
  expect(conf('192.0.2.7')).not.toContain('allow-loopback-peers');
  for (const address of ['127.88.0.1', '192.0.2.7']) {
    expect(conf(address)).toContain('no-cli');
    expect(conf(address)).toContain('denied-peer-ip=127.0.0.0-127.255.255.255');
    expect(conf(address).filter((line) => line.startsWith('allowed-peer-ip'))).toEqual([
      `allowed-peer-ip=${address}`,
    ]);
  }
});
