import { expect, test } from 'vitest';
import { exampleInput } from '../testing/fixtures.ts';
import { renderBackend, renderJanus, renderRedisConf } from './index.ts';

const golden = (name: string) => `./__golden__/${name}`;

test('redis.conf', async () => {
  const text = renderRedisConf({ port: 16_379, password: 'pass"word\\0123', dataDir: '/srv/my data/redis' });
  await expect(text).toMatchFileSnapshot(golden('redis.conf'));
});

test('the config folder of a Janus', async () => {
  const files = renderJanus({
    name: 'janus-0',
    configDir: '/srv/example/.stoa/config/janus-0',
    mediaAddress: '127.88.0.1',
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

test('the start file of a session backend', async () => {
  const { platform, secrets, paths, webRoot } = exampleInput();
  const backend = {
    index: 1,
    platform,
    mediaAddress: '127.88.0.1',
    secrets,
    certFile: paths.certFile,
    keyFile: paths.keyFile,
    redis: true,
    sfus: 2,
    coturn: true,
    maxParticipants: 50,
    urls: { https: ['https://127.88.0.1:8443'], http: ['http://127.0.0.1:8080'] },
    webRoot,
    evidenceDir: paths.evidence,
    backends: 2,
  };
  await expect(JSON.stringify(renderBackend(backend), null, 2)).toMatchFileSnapshot(golden('meet.json'));
  const bare = {
    ...backend,
    redis: false,
    sfus: 0,
    coturn: false,
    maxParticipants: 4,
    webRoot: null,
    backends: 1,
  };
  await expect(JSON.stringify(renderBackend(bare), null, 2)).toMatchFileSnapshot(golden('meet.bare.json'));
});
