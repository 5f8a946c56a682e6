import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type KubeClient } from '../api/client.ts';
import { textOf, valueAt } from '../objects/values.ts';
import type { TransportOptions } from '../transport/transport.ts';

/** A ServiceAccount that signs in with a token in a file, as a pod does. */
export interface LimitedUser extends AsyncDisposable {
  /** `system:serviceaccount:NAMESPACE:limited` */
  readonly name: string;
  connect(options?: TransportOptions): KubeClient;
  /** Puts a new token into the file. The function it gives makes that token worthless. */
  newToken(): Promise<() => Promise<void>>;
  /** What the user may do in its namespace, beside looking at namespaces. */
  allow(rules: readonly Rule[]): Promise<void>;
}

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export const everything: Rule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

const rbac = 'rbac.authorization.k8s.io';
const apply = { fieldManager: 'test', force: true };

export async function makeLimitedUser(admin: KubeClient, namespace: string): Promise<LimitedUser> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'limited', namespace } };
  await admin.create(account);
  const path = join(await mkdtemp(join(tmpdir(), 'stoa-kube-token-')), 'token');
  const looker = await bindRoles(admin, namespace);
  const user: LimitedUser = {
    name: `system:serviceaccount:${namespace}:limited`,
    connect: (options) =>
      connect({ ...admin.access, credentials: { type: 'token-file', path, place: path } }, options),
    async newToken() {
      const { token, revoke } = await boundToken(admin, namespace);
      await writeFile(path, token, { mode: 0o600 });
      return revoke;
    },
    async allow(rules) {
      await admin.apply({ ...roleOf(namespace), rules }, apply);
    },
    async [Symbol.asyncDispose]() {
      const name = looker;
      for (const kind of ['ClusterRoleBinding', 'ClusterRole'])
        await admin.delete({ apiVersion: `${rbac}/v1`, kind, name });
      await rm(join(path, '..'), { recursive: true });
    },
  };
  await user.newToken();
  return user;
}

const roleOf = (namespace: string) => ({
  apiVersion: `${rbac}/v1`,
  kind: 'Role',
  metadata: { name: 'limited', namespace },
});

/** Gives the name of what lets the user look at namespaces. */
async function bindRoles(admin: KubeClient, namespace: string): Promise<string> {
  const subjects = [{ kind: 'ServiceAccount', name: 'limited', namespace }];
  const role = roleOf(namespace);
  await admin.create({
    ...role,
    kind: 'RoleBinding',
    subjects,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'limited' },
  });
  const looker = { ...role, kind: 'ClusterRole', metadata: { name: `${namespace}-looker` } };
  await admin.create({
    ...looker,
    rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }],
  });
  const roleRef = { apiGroup: rbac, kind: 'ClusterRole', name: looker.metadata.name };
  await admin.create({ ...looker, kind: 'ClusterRoleBinding', subjects, roleRef });
  return looker.metadata.name;
}

/** Tokens live for 10 min at least; one that is bound to an object dies with it. */
async function boundToken(admin: KubeClient, namespace: string) {
  const ref = {
    apiVersion: 'v1',
    kind: 'Secret',
    name: `bound-${randomBytes(3).toString('hex')}`,
    namespace,
  };
  const { metadata } = await admin.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: ref.name, namespace },
  });
  const boundObjectRef = { apiVersion: 'v1', kind: 'Secret', name: ref.name, uid: metadata.uid };
  const answer = await admin.send({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/limited/token`,
    body: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 600, boundObjectRef },
    },
  });
  const token = textOf(valueAt(answer.body, 'status', 'token')) ?? '';
  return { token, revoke: async () => void (await admin.delete(ref)) };
}
