import { expect, test } from 'vitest';
import { renderCoturn } from './coturn.ts';

const golden = (name: string) => `./__golden__/${name}`;

const coturn = {
  mediaAddress: '127.88.0.1',
  port: 3_478,
  tlsPort: 5_349,
  relayPorts: { min: 24_000, max: 27_999 },
  realm: 'stoa.example.org',
  secrets: ['turn-secret-01234567'],
  certFile: '/srv/example/.stoa/tls/cert.pem',
  keyFile: '/srv/example/.stoa/tls/key.pem',
  userQuota: 0,
  totalQuota: 0,
  databaseFile: '/srv/example/.stoa/config/turn.db',
  pidFile: '/srv/example/.stoa/config/turn.pid',
};

test('turnserver.conf for loopback media', async () => {
  await expect(renderCoturn(coturn)).toMatchFileSnapshot(golden('turnserver.loopback.conf'));
});

test('turnserver.conf for an address of the network, with quotas', async () => {
  const text = renderCoturn({ ...coturn, mediaAddress: '192.0.2.7', userQuota: 10, totalQuota: 100 });
  await expect(text).toMatchFileSnapshot(golden('turnserver.network.conf'));
});
