import { once } from 'node:events';
import { applySet } from '../apply/apply-set.ts';
import { objectSet } from '../sets/object-set.ts';
import { drain, testClient, threeObjects } from './cluster.ts';

/**
 * Waits for a line on its standard input, then applies a set and kills itself with SIGKILL at its Nth event, as a machine that loses power does.
 * node apply-child.ts NAMESPACE VALUE N
 */
const [namespace = '', value = '', n = '0'] = process.argv.slice(2);
await once(process.stdin, 'data');
process.stdin.destroy();
const client = await testClient();
let events = 0;
const stream = applySet(client, objectSet('demo', namespace), threeObjects(value), { timeoutMs: 60_000 });
await drain(stream, () => {
  events += 1;
  if (events === Number(n)) process.kill(process.pid, 'SIGKILL');
});
client.close();
