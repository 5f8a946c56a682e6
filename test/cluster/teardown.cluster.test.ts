import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { isRunning, readRecords } from './cluster-folder.ts';
import { startCluster } from './cluster.ts';
import { applyObjects } from './objects.ts';
import { tearDownStale } from './teardown.ts';
import { tracesOf, type Traces } from './traces.ts';
import { webDeployment } from './web-app.ts';

const nothing: Traces = { processes: [], mounts: [], links: [], routes: [], cgroups: [], folders: [] };

describe('the end of a cluster', () => {
  it('leaves no process, mount, link, route, cgroup or folder, with pods running', async () => {
    const cluster = await startCluster();
    const { number } = cluster.plan;
    await applyObjects(cluster.api, [webDeployment(1)]);
    const path = '/apis/apps/v1/namespaces/default/deployments/web';
    await expect
      .poll(async () => await cluster.api.call('GET', path), { timeout: 30_000 })
      .toMatchObject({ status: { readyReplicas: 1 } });
    const before = await tracesOf(number);
    // Mounts are in the node's own namespace: there is nothing of them to see even now.
    const { mounts, ...seen } = before;
    expect(mounts).toEqual([]);
    expect(Object.values(seen).map((found) => found.length)).not.toContain(0);
    await cluster.stop();
    expect(await tracesOf(number)).toEqual(nothing);
  });

  it('comes by itself when the test is killed, and the next start sweeps up', async () => {
    const source = `
      const { startCluster } = await import(${JSON.stringify(`${import.meta.dirname}/cluster.ts`)});
      const cluster = await startCluster();
      console.log(cluster.plan.number);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const number = Number(line);
    const record = (await readRecords()).find((one) => one.number === number);
    const inits = record?.inits ?? [];
    expect(inits).toHaveLength(1);
    child.kill('SIGKILL');
    await expect
      .poll(async () => (await Promise.all(inits.map(isRunning))).some(Boolean), { timeout: 10_000 })
      .toBe(false);
    await expect.poll(async () => (await tracesOf(number)).processes, { timeout: 10_000 }).toEqual([]);
    const removed = await tearDownStale({ developer: false });
    expect(removed.map((one) => one.number)).toContain(number);
    expect(await tracesOf(number)).toEqual(nothing);
  });
});
