import { expect, test } from 'vitest';
import { renderJanus } from './janus.ts';
import { renderRedisConf } from './redis-conf.ts';

const golden = (name: string) => `./__golden__/${name}`;

test('redis.conf', async () => {
  const text = renderRedisConf({
    bind: '127.0.0.1',
    port: 16_379,
    password: 'pass"word\\0123',
    dataDir: '/srv/my data/redis',
  });
  await expect(text).toMatchFileSnapshot(golden('redis.conf'));
});

test('the config folder of a Janus', async () => {
  const files = renderJanus({
    name: 'janus-0',
    configDir: '/srv/example/.stoa/config/janus-0',
    mediaAddress: '127.88.0.1',
    apiAddress: '127.0.0.1',
    rtpPorts: { min: 20_000, max: 21_999 },
    apiPort: 18_188,
    adminPort: 17_188,
    apiSecret: 'janus-api-secret-01',
    adminSecret: 'janus-admin-secret-0',
  });
  expect(Object.keys(files)).toHaveLength(3);
  for (const [name, content] of Object.entries(files)) {
    await expect(content).toMatchFileSnapshot(golden(name));
  }
});
