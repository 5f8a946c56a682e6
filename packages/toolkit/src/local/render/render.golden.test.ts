import { expect, test } from 'vitest';
import { exampleInput } from '../testing/fixtures.ts';
import { renderBackend } from './index.ts';

const golden = (name: string) => `./__golden__/${name}`;

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
