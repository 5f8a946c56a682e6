import { access } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from './api.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';

describe('a control plane without nodes', () => {
  let plane: ControlPlane;
  let api: Api;
  beforeAll(async () => {
    plane = await startControlPlane();
    api = await openApi(plane.kubeconfig);
  });
  afterAll(async () => {
    api.close();
    await plane.stop();
  });

  it('is the release that its binaries say, and really controls', async () => {
    const version = await api.call<{ gitVersion: string }>('GET', '/version');
    expect(version.gitVersion).toBe('v1.36.3');
    const spec = { replicas: 2, selector: { matchLabels: { app: 'a' } } };
    const template = {
      metadata: { labels: { app: 'a' } },
      spec: { containers: [{ name: 'a', image: 'example.test/none' }] },
    };
    await api.call('POST', '/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'a' },
      spec: { ...spec, template },
    });
    await expect
      .poll(
        async () =>
          (await api.call<{ items: unknown[] }>('GET', '/api/v1/namespaces/default/pods')).items.length,
        {
          timeout: 20_000,
        },
      )
      .toBe(2);
  });

  it('refuses strangers and what admission forbids', async () => {
    const bare = await fetch(`${plane.server}/api`).catch((error: Error) => error);
    expect(bare).toBeInstanceOf(Error);
    await api.call('POST', '/api/v1/namespaces', {
      metadata: { name: 'strict', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    const pod = {
      metadata: { name: 'root' },
      spec: {
        containers: [{ name: 'a', image: 'example.test/none', securityContext: { privileged: true } }],
      },
    };
    await expect(api.call('POST', '/api/v1/namespaces/strict/pods', pod)).rejects.toThrow('PodSecurity');
  });

  it('keeps its objects when the API server is killed', async () => {
    await api.call('POST', configMaps, { metadata: { name: 'kept' }, data: { a: '1' } });
    await plane.parts.kill('apiserver');
    await expect(api.call('GET', `${configMaps}/kept`)).rejects.toThrow(/ECONNREFUSED|ECONNRESET|hang up/);
    await plane.parts.start('apiserver');
    expect(await api.call('GET', `${configMaps}/kept`)).toMatchObject({ data: { a: '1' } });
  });

  it('leaves no process and no file', async () => {
    await using second = await startControlPlane();
    const pids = [...second.parts.daemons.values()].map(({ pid }) => pid);
    expect(pids).toHaveLength(4);
    await second.stop();
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(access(second.folder)).rejects.toThrow('ENOENT');
  });
});
