import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeClient } from '../api/client.ts';
import type { KubeObject } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import { applyTo, useTestSet } from '../testing/apply-suite.ts';
import { configMap, deployment } from '../testing/cluster.ts';
import { everything, makeLimitedUser, type LimitedUser } from '../testing/limited-user.ts';
import { startWebhook, type Webhook } from '../testing/webhook.ts';

let admin: KubeClient;
let namespace: string;
let set: ObjectSet;
useTestSet('access', (given) => {
  ({ client: admin, namespace, set } = given);
});

let user: LimitedUser;
let client: KubeClient;
beforeEach(async () => {
  user = await makeLimitedUser(admin, namespace);
  client = user.connect();
});
afterEach(async () => {
  client.close();
  await user[Symbol.asyncDispose]();
});

const objects = () => [configMap('a', { x: '1' }), configMap('b', { x: '1' }), deployment('web')];
const at = (name: string) => admin.get({ apiVersion: 'v1', kind: 'ConfigMap', name, namespace });
const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error as { code: string }).code,
  );
/** What the API server says to this very moment's token, without trying again. */
const ask = (one: KubeClient) =>
  refusalOf(one.send({ method: 'GET', path: `/api/v1/namespaces/${namespace}`, patienceMs: 0 }));

/** The client, with something in front of its first apply of the ConfigMap `b`, in the middle of an apply. */
function inTheMiddle(of: KubeClient, work: () => Promise<unknown>): KubeClient {
  let done: Promise<unknown> | undefined;
  return {
    ...of,
    async apply(object, options) {
      if (object.metadata.name === 'b' && !options.dryRun) await (done ??= work());
      return of.apply(object, options);
    },
  };
}

describe('a user who may not do something', () => {
  const most = { apiGroups: ['', 'coordination.k8s.io'], resources: ['*'], verbs: ['*'] };

  it('is told what, and by name; with the right the same call ends it', async () => {
    await user.allow([most]);
    const failure = applyTo({ client, set }, objects());
    await expect(failure).rejects.toMatchObject({
      code: 'KUBE_FORBIDDEN',
      exitCode: 3,
      message: expect.stringMatching(/deployments\.apps/),
    });
    await expect(failure).rejects.toThrow(user.name);
    await user.allow([everything]);
    await expect(applyTo({ client, set }, objects())).resolves.toMatchObject({ revision: 1 });
  });

  it('may look, but not touch: nothing is half-applied but what the same call goes on with', async () => {
    const look = { apiGroups: ['apps'], resources: ['*'], verbs: ['get', 'list', 'watch'] };
    await user.allow([most, look]);
    await expect(applyTo({ client, set }, objects())).rejects.toMatchObject({
      code: 'KUBE_FORBIDDEN',
      message: expect.stringMatching(/cannot patch resource "deployments"/),
    });
    await expect(at('a')).resolves.toBeDefined();
    await user.allow([everything]);
    await expect(applyTo({ client, set }, objects())).resolves.toMatchObject({ revision: 1, changed: 1 });
  });
});

describe('a token', () => {
  let revoke: () => Promise<void>;
  beforeEach(async () => {
    await user.allow([everything]);
    revoke = await user.newToken();
  });

  /** The API server remembers for 10 s that a token was good. */
  async function untilRefused(): Promise<void> {
    const often = { timeout: 20_000, interval: 500 };
    await expect.poll(() => ask(client), often).toBe('KUBE_UNAUTHORIZED');
  }

  it('that is replaced in the middle of an apply is read anew', async () => {
    const exchange = async () => {
      await revoke();
      await untilRefused();
      await user.newToken();
    };
    const result = await applyTo({ client: inTheMiddle(client, exchange), set }, objects());
    expect(result).toMatchObject({ revision: 1, changed: 3 });
  });

  it('that is worthless says so; with a new one the same call carries on', async () => {
    const lose = async () => {
      await revoke();
      await untilRefused();
    };
    await expect(applyTo({ client: inTheMiddle(client, lose), set }, objects())).rejects.toMatchObject({
      code: 'KUBE_UNAUTHORIZED',
      exitCode: 3,
    });
    await expect(at('b')).resolves.toBeUndefined();
    await user.newToken();
    await expect(applyTo({ client, set }, objects())).resolves.toMatchObject({ revision: 1 });
    await expect(at('b')).resolves.toBeDefined();
  });
});

describe('an API server that has no time for a user (429, API Priority and Fairness)', () => {
  const level = 'PriorityLevelConfiguration';
  const group = 'flowcontrol.apiserver.k8s.io/v1';
  const ref = (kind: string) => ({ apiVersion: group, kind, name: namespace });

  let hook: Webhook | undefined;
  let holding: Promise<unknown> | undefined;

  /**
   * Puts the user into a level with one seat and no queue (the API server leaves nobody without), and takes that seat by
   * a request whose webhook does not answer.
   */
  async function shutOut(): Promise<void> {
    hook = await startWebhook(admin, namespace, 'hangs', { only: 'holder', seconds: 15 });
    await makeLevel();
    const crowd = () => Promise.all(Array.from({ length: 20 }, () => ask(client)));
    await expect.poll(crowd, { timeout: 20_000 }).toContain('KUBE_BUSY');
    holding = refusalOf(client.create(configMap('holder', {}, namespace)));
    await expect.poll(() => hook?.asked, { timeout: 20_000 }).toContain('holder');
    await expect(ask(client)).resolves.toBe('KUBE_BUSY');
  }

  async function makeLevel(): Promise<void> {
    const limited = {
      nominalConcurrencyShares: 0,
      lendablePercent: 0,
      borrowingLimitPercent: 0,
      limitResponse: { type: 'Reject' },
    };
    await create(level, { type: 'Limited', limited });
    const every = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], clusterScope: true, namespaces: ['*'] };
    await create('FlowSchema', {
      priorityLevelConfiguration: { name: namespace },
      matchingPrecedence: 2,
      rules: [
        {
          subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: 'limited', namespace } }],
          resourceRules: [every],
        },
      ],
    });
  }

  async function create(kind: string, spec: object): Promise<KubeObject> {
    return admin.create({ apiVersion: group, kind, metadata: { name: namespace }, spec });
  }

  afterEach(async () => {
    for (const kind of ['FlowSchema', level]) await admin.delete(ref(kind));
    await hook?.[Symbol.asyncDispose]();
    await holding;
  });

  it('is asked again until it has', async () => {
    await user.allow([everything]);
    let asked: unknown;
    const busy = async () => {
      await shutOut();
      setTimeout(() => {
        asked = admin.delete(ref('FlowSchema'));
      }, 1_500);
    };
    const result = await applyTo({ client: inTheMiddle(client, busy), set }, objects());
    expect(result).toMatchObject({ revision: 1, changed: 3 });
    expect(asked, 'it was refused for a while').toBeDefined();
  });

  it('is told of when patience is over; the same call carries on', async () => {
    await user.allow([everything]);
    const hasty = user.connect({ patienceMs: 1_200 });
    const failing = applyTo({ client: inTheMiddle(hasty, shutOut), set }, objects());
    await expect(failing).rejects.toMatchObject({ code: 'KUBE_BUSY', exitCode: 3 });
    hasty.close();
    await admin.delete(ref('FlowSchema'));
    await expect(applyTo({ client, set }, objects())).resolves.toMatchObject({ revision: 1 });
  });
});
