import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
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
}
