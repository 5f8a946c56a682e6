import { groupOf, type KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import type { Subject } from '../subject.ts';
import type { AccessQuestion, ClusterView } from '../view.ts';

interface Need {
  readonly group: string;
  readonly resource: string;
  /** Absent: what belongs to no namespace. */
  readonly namespace?: string;
  readonly verbs: readonly string[];
  readonly optional?: { readonly verbs: readonly string[]; readonly why: string };
}

/** What plan, apply and wait do to each kind of the set. */
const verbs = ['get', 'list', 'watch', 'create', 'patch'];
const pruning = { verbs: ['delete'], why: 'what the set no longer has cannot be removed' };

export const access: Check = {
  name: 'access',
  title: 'Permissions of this user',
  async run(subject, view) {
    if (await view.allowed({ group: '*', resource: '*', verb: '*' }))
      return { findings: [], note: 'this user may do everything' };
    const needs = [...(await needsOf(subject, view)), ...ownNeeds(subject)];
    const findings = await Promise.all(needs.map((need) => judge(need, view)));
    return { findings: findings.flat(), note: `${needs.length} kinds and namespaces asked for` };
  },
};

async function needsOf(subject: Subject, view: ClusterView): Promise<Need[]> {
  const asked = new Map<string, Need>();
  for (const object of subject.objects) {
    const need = await needOf(object, view);
    if (need) asked.set(`${need.group} ${need.resource} ${need.namespace ?? ''}`, need);
  }
  return [...asked.values()];
}

async function needOf(object: KubeObject, view: ClusterView): Promise<Need | undefined> {
  const info = await view.served(object);
  if (!info) return undefined;
  const { namespace } = object.metadata;
  return {
    group: groupOf(object.apiVersion),
    resource: info.plural,
    ...(namespace === undefined ? {} : { namespace }),
    verbs,
    optional: pruning,
  };
}

/** What the engine needs for itself: history and lock in the home namespace, and to say why pods are not ready. */
function ownNeeds({ home, pods }: Subject): Need[] {
  const namespaces = new Set(pods.map(({ namespace }) => namespace));
  return [
    { group: '', resource: 'secrets', namespace: home, verbs: [...verbs, 'update', 'delete'] },
    {
      group: 'coordination.k8s.io',
      resource: 'leases',
      namespace: home,
      verbs: ['get', 'create', 'update'],
    },
    ...[...namespaces].flatMap((namespace) => [
      look(namespace, 'pods', ['list']),
      look(namespace, 'events', ['list']),
      look(namespace, 'pods/log', ['get']),
    ]),
  ];
}

function look(namespace: string, resource: string, wanted: readonly string[]): Need {
  const why = 'when pods do not become ready, the reason cannot be told';
  return { group: '', resource, namespace, verbs: [], optional: { verbs: wanted, why } };
}

async function judge(need: Need, view: ClusterView): Promise<PreflightFinding[]> {
  const refused = await Promise.all(
    [...need.verbs, ...(need.optional?.verbs ?? [])].map(async (verb) =>
      (await view.allowed(question(need, verb))) ? [] : [verb],
    ),
  );
  const missing = refused.flat();
  const needed = missing.filter((verb) => need.verbs.includes(verb));
  const wished = missing.filter((verb) => !need.verbs.includes(verb));
  const name = need.group ? `${need.resource}.${need.group}` : need.resource;
  const place = need.namespace === undefined ? 'in the cluster' : `in namespace ${need.namespace}`;
  const about = need.namespace === undefined ? null : `Namespace ${need.namespace}`;
  const may = (list: readonly string[]) => `this user may not ${enumerate(list)} ${name} ${place}`;
  return [
    ...(needed.length > 0 ? [problem('PREFLIGHT_ACCESS', about, may(needed), grant(need, needed))] : []),
    ...(wished.length > 0
      ? [doubt('PREFLIGHT_ACCESS', about, `${may(wished)}: ${need.optional?.why}`, grant(need, wished))]
      : []),
  ];
}

function question(need: Need, verb: string): AccessQuestion {
  const { group, resource, namespace } = need;
  return { group, resource, verb, ...(namespace === undefined ? {} : { namespace }) };
}

function grant({ group, resource, namespace }: Need, missing: readonly string[]): string {
  const role = namespace === undefined ? 'ClusterRole' : 'Role';
  return `a ${role} with apiGroups ${JSON.stringify([group])}, resources ${JSON.stringify([resource])}, verbs ${JSON.stringify(missing)}`;
}
