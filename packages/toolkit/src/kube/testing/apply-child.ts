import { objectSet } from '../sets/object-set.ts';
import { applySet } from '../apply/apply-set.ts';
import { configMap, deployment, drain, testClient } from './cluster.ts';

/**
 * Applies a set and kills itself with SIGKILL at its Nth event, as a machine that loses power does.
 * node apply-child.ts NAMESPACE VALUE N
 */
const [namespace = '', value = '', n = '0'] = process.argv.slice(2);
const client = await testClient();
const objects = [
  configMap('c', { a: value }),
  deployment('web', `example.test/app:${value}`),
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `only-${value}` } },
];
let events = 0;
await drain(applySet(client, objectSet('demo', namespace), objects, { timeoutMs: 60_000 }), () => {
  events += 1;
  if (events === Number(n)) process.kill(process.pid, 'SIGKILL');
});
client.close();
