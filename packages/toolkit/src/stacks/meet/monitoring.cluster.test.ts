import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KubeClient } from '../../kube/index.ts';
import { newNamespace, testClient } from '../../kube/testing/cluster.ts';
import { exampleMeet } from '../testing/meet-fixtures.ts';
import { defineServiceMonitors } from '../testing/service-monitors.ts';
import { meetStack } from './stack.ts';

let client: KubeClient;
let namespace: string;
beforeAll(async () => {
  client = await testClient();
  namespace = await newNamespace(client, 'monitoring');
  await defineServiceMonitors(client);
}, 180_000);
afterAll(async () => {
  await client?.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  client?.close();
});

it('the API server takes the ServiceMonitor as the operator defines it', async () => {
  const labels = { release: 'monitoring' };
  const input = exampleMeet({ target: { namespace, monitoring: { serviceMonitor: true, labels } } });
  const monitor = meetStack(input).find(({ kind }) => kind === 'ServiceMonitor');
  if (!monitor) throw new Error('there is no ServiceMonitor');
  const warnings: string[] = [];
  const options = { fieldManager: 'test', dryRun: true, onWarning: (text: string) => warnings.push(text) };
  const taken = await client.apply(monitor, options);
  expect(taken['spec']).toMatchObject(monitor['spec'] as object);
  expect(taken.metadata.labels).toMatchObject(labels);
  expect(warnings).toEqual([]);
  const wrong = { ...monitor, spec: { ...(monitor['spec'] as object), endpoints: [{ interval: 'soon' }] } };
  await expect(client.apply(wrong, options)).rejects.toThrow(/interval/);
});
