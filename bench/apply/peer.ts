import { readFile } from 'node:fs/promises';
import { drainEvents } from '@stoa/toolkit/base';
import { applySet, connect, loadAccess, objectSet, planSet, type KubeObject } from '@stoa/toolkit/kube';

/**
 * Our side as a process of its own, as kubectl and helm are: `node bench/apply/peer.ts apply|wait|plan|bare KUBECONFIG
 * NAMESPACE FILE`. `wait` also waits until all is ready, as `stoa apply` does and the others do not; `bare` sends the objects
 * and does nothing else. Prints the most memory that it had, in MB.
 */
const [verb = '', kubeconfig = '', namespace = '', file = ''] = process.argv.slice(2);
const objects = (JSON.parse(await readFile(file, 'utf8')) as { items: KubeObject[] }).items;
const client = connect(await loadAccess({ kubeconfig }));
const set = objectSet('bench', namespace);
async function sendAll(): Promise<void> {
  for (let object = objects.shift(); object; object = objects.shift()) {
    const placed = { ...object, metadata: { ...object.metadata, namespace } };
    await client.apply(placed, { fieldManager: 'bare' });
  }
}
if (verb === 'plan') await planSet(client, set, objects);
else if (verb === 'bare') await Promise.all(Array.from({ length: 16 }, sendAll));
else await drainEvents(applySet(client, set, objects, { wait: verb === 'wait' }));
client.close();
// getrusage(2) counts it in KB.
console.log((process.resourceUsage().maxRSS / 1024).toFixed(0));
