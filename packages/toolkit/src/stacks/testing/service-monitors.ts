import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { until } from '../../../../../test/cluster/wait.ts';
import type { KubeClient, KubeObject } from '../../kube/index.ts';

/** Whose kind it is; Go's module cache has its definition. */
const module = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';
const definition = 'example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml';

/** Has a cluster know ServiceMonitors, as the operator defines them. */
export async function defineServiceMonitors(client: KubeClient): Promise<void> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module], { cwd: '/' });
  const file = join((JSON.parse(stdout) as { Dir: string }).Dir, definition);
  const crd = parse(await readFile(file, 'utf8')) as KubeObject;
  await client.apply(crd, { fieldManager: 'test', force: true });
  // A definition takes a moment to be served.
  const type = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' };
  await until('the kind ServiceMonitor', () => client.list(type), { ms: 20_000, stepMs: 200 });
}
