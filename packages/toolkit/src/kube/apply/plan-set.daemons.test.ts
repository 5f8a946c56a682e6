import { expect, it } from 'vitest';
import { freePort } from '../../../../../test/support/ports.ts';
import { connect } from '../api/client.ts';
import { objectSet } from '../sets/object-set.ts';
import { accessTo } from '../testing/access.ts';
import { planSet } from './plan-set.ts';

// Several things are read at a time: one that fails beside what is told must not end the process (here: the run).
it('tells once that the API server is away', async () => {
  const client = connect(accessTo(`http://127.0.0.1:${await freePort(20_000, 32_000)}`), { patienceMs: 100 });
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } };
  await expect(planSet(client, objectSet('demo', 'demo'), [object])).rejects.toMatchObject({
    code: 'KUBE_UNREACHABLE',
  });
  client.close();
});
