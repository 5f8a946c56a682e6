import { expect, test } from 'vitest';
import { isLoopback, renderCoturn } from './coturn.ts';

test('loopback peers are allowed only for loopback media, and never 127.0.0.1', () => {
  const conf = (mediaAddress: string) =>
    renderCoturn({
      mediaAddress,
      port: 1,
      tlsPort: 2,
      relayPorts: { min: 3, max: 4 },
      realm: 'r',
      secrets: ['s'],
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
