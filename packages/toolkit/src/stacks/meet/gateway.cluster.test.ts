import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../../../../test/cluster/wait.ts';
import type { KubeClient, KubeObject } from '../../kube/index.ts';
import { newNamespace, testClient } from '../../kube/testing/cluster.ts';
import { exampleMeet } from '../testing/meet-fixtures.ts';
import { meetStack } from './stack.ts';

/** Whose kinds these are; Go's module cache has their definitions. */
const definitions = [
  ['sigs.k8s.io/gateway-api@v1.6.3', 'config/crd/standard'],
  ['github.com/envoyproxy/gateway@v1.9.1', 'charts/gateway-helm/charts/crds/crds/generated'],
] as const;
const wanted = /_(gateways|httproutes|clienttrafficpolicies|backendtrafficpolicies)\.yaml$/;

let client: KubeClient;
let namespace: string;
beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'gateway');
  for (const [module, folder] of definitions) await define(module, folder);
}, 180_000);
afterAll(async () => {
  await client?.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client?.close();
});

async function define(module: string, folder: string): Promise<void> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module], { cwd: '/' });
  const where = join((JSON.parse(stdout) as { Dir: string }).Dir, folder);
  for (const file of (await readdir(where)).filter((name) => wanted.test(name))) {
    const definition = parse(await readFile(join(where, file), 'utf8')) as KubeObject;
    await client.apply(definition, { fieldManager: 'test', force: true });
  }
}

it('the API server takes the objects of a gateway as its own definitions have them', async () => {
  const input = exampleMeet({
    target: { namespace, web: { exposure: 'gateway', hosts: ['meet.example.org'] } },
  });
  const ours = meetStack(input).filter(({ apiVersion }) => apiVersion.startsWith('gateway.'));
  expect(ours).toHaveLength(5);
  for (const object of ours) {
    const warnings: string[] = [];
    const options = { fieldManager: 'test', dryRun: true, onWarning: (text: string) => warnings.push(text) };
    // A definition takes a moment to be served.
    const taken = await until(object.kind, () => client.apply(object, options), { ms: 20_000, stepMs: 200 });
    expect(taken['spec'], object.kind).toMatchObject(object['spec'] as object);
    expect(warnings).toEqual([]);
  }
});
