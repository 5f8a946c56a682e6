import { once } from 'node:events';
import { applySet } from '../apply/apply-set.ts';
import { destroySet } from '../apply/destroy-set.ts';
import type { KubeClient } from '../api/client.ts';
import { objectSet } from '../sets/object-set.ts';
import { drain, testClient, threeObjects } from './cluster.ts';

/**
 * Waits for a line on its standard input, then applies or destroys a set and kills itself with SIGKILL at its Nth event, or
 * when its Nth write is answered, as a machine that loses power does.
 * node apply-child.ts apply|destroy event|write NAMESPACE VALUE N
 */
const [verb = '', step = '', namespace = '', value = '', n = '0'] = process.argv.slice(2);
await once(process.stdin, 'data');
process.stdin.destroy();
let steps = 0;
const count = () => {
  steps += 1;
  if (steps === Number(n)) process.kill(process.pid, 'SIGKILL');
};
const plain = await testClient();
const client = step === 'write' ? countingWrites(plain) : plain;
const set = objectSet('demo', namespace);
const stream =
  verb === 'destroy'
    ? destroySet(client, set, { timeoutMs: 60_000 })
    : applySet(client, set, threeObjects(value), { timeoutMs: 60_000 });
await drain<unknown, unknown>(stream, () => {
  if (step === 'event') count();
});
client.close();

function countingWrites(client: KubeClient): KubeClient {
  const counted = async <T>(answer: Promise<T>): Promise<T> => {
    await answer;
    count();
    return answer;
  };
  return {
    ...client,
    apply: (object, options) => {
      const answer = client.apply(object, options);
      return options.dryRun ? answer : counted(answer);
    },
    create: (...given) => counted(client.create(...given)),
    replace: (...given) => counted(client.replace(...given)),
    patch: (...given) => counted(client.patch(...given)),
    delete: (...given) => counted(client.delete(...given)),
  };
}
