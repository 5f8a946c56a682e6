import {
  fieldsOf,
  formatRef,
  groupOf,
  listOf,
  refOf,
  textOf,
  valueAt,
  type KubeObject,
} from '../../kube/index.ts';
import type { Check } from '../check.ts';
import {
  add,
  containerAmounts,
  defaultsOf,
  objectDemand,
  podsDemand,
  type ContainerDefaults,
  type Demand,
} from '../demand.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import { formatQuantity, parseQuantity } from '../quantity.ts';
import type { PreflightFinding } from '../report.ts';
import { containersOf, subjectOf, type PodSet, type Subject } from '../subject.ts';
import type { ClusterView } from '../view.ts';

const quotaType = { apiVersion: 'v1', kind: 'ResourceQuota' };
const rangeType = { apiVersion: 'v1', kind: 'LimitRange' };

export const quota: Check = {
  name: 'quota',
  title: 'Room in the quotas of the namespaces',
  async run(subject, view) {
    const found = await Promise.all(subject.namespaces.map((name) => judgeNamespace(name, subject, view)));
    const scoped = found.flatMap((one) => one.scoped);
    const findings = found.flatMap((one) => one.findings);
    return scoped.length === 0
      ? { findings }
      : { findings, note: `not judged, as they have scopes: ${enumerate(scoped)}` };
  },
};

async function judgeNamespace(namespace: string, subject: Subject, view: ClusterView) {
  const all = await view.list(quotaType, namespace);
  const isScoped = (one: KubeObject) =>
    listOf(valueAt(one, 'spec', 'scopes')).length > 0 || valueAt(one, 'spec', 'scopeSelector') !== undefined;
  const scoped = all.filter(isScoped).map((one) => formatRef(refOf(one)));
  const quotas = all.filter((one) => !isScoped(one));
  if (quotas.length === 0) return { scoped, findings: [] };
  const defaults = defaultsOf(await view.list(rangeType, namespace));
  const least = await growth(namespace, subject, view, defaults, (set) => set.replicas);
  const most = await growth(namespace, subject, view, defaults, (set) => set.maxReplicas);
  const findings = [
    ...quotas.flatMap((one) => judgeRoom(one, least, most)),
    ...quotas.flatMap((one) => judgeSilence(one, namespace, subject, defaults)),
  ];
  return { scoped, findings };
}

/** How much more the namespace will use: what is there already is counted by the quota itself. */
async function growth(
  namespace: string,
  subject: Subject,
  view: ClusterView,
  defaults: ContainerDefaults,
  replicas: (set: PodSet) => number,
): Promise<Demand> {
  const total = new Map<string, number>();
  for (const object of subject.objects.filter(({ metadata }) => metadata.namespace === namespace)) {
    const info = await view.served(object);
    const live = await view.get(refOf(object));
    const group = groupOf(object.apiVersion);
    const plural = info?.plural ?? '';
    const now = live ? objectDemand(live, plural, group) : new Map<string, number>();
    addGrowth(total, objectDemand(object, plural, group), now);
    const set = subject.pods.find(({ owner }) => owner === object);
    if (!set) continue;
    const before = live ? subjectOf([live], subject.home).pods[0] : undefined;
    const used = before ? podsDemand(before, before.replicas, defaults) : new Map<string, number>();
    addGrowth(total, podsDemand(set, replicas(set), defaults), used);
  }
  return total;
}

function addGrowth(total: Map<string, number>, wanted: Demand, used: Demand): void {
  for (const [name, amount] of wanted) add(total, name, Math.max(0, amount - (used.get(name) ?? 0)));
}

function judgeRoom(one: KubeObject, least: Demand, most: Demand): PreflightFinding[] {
  const hard = fieldsOf(valueAt(one, 'spec', 'hard'));
  const used = fieldsOf(valueAt(one, 'status', 'used'));
  return Object.entries(hard).flatMap(([name, limit]) => {
    const room = (parseQuantity(limit) ?? 0) - (parseQuantity(used[name]) ?? 0);
    const words = (amount: number) => formatQuantity(amount, name);
    const left = `${words(Math.max(0, room))} of ${String(limit)} left`;
    const needed = least.get(name) ?? 0;
    const later = most.get(name) ?? 0;
    if (needed > room) {
      const message = `the set needs ${words(needed)} more ${name}, and the quota has ${left}`;
      return [
        problem('PREFLIGHT_QUOTA', one, message, 'ask for a larger quota, or make the platform smaller'),
      ];
    }
    if (later <= room) return [];
    const message = `at their largest the set’s autoscalers need ${words(later)} more ${name}, and the quota has ${left}`;
    return [doubt('PREFLIGHT_QUOTA', one, message, 'they will stop scaling there')];
  });
}

/** Where a quota counts CPU or memory, a pod that names none is refused. */
function judgeSilence(
  one: KubeObject,
  namespace: string,
  subject: Subject,
  defaults: ContainerDefaults,
): PreflightFinding[] {
  const names = Object.keys(fieldsOf(valueAt(one, 'spec', 'hard'))).filter((name) =>
    /^((requests|limits)\.)?(cpu|memory)$/.test(name),
  );
  return subject.pods
    .filter((set) => set.namespace === namespace && set.maxReplicas > 0)
    .flatMap((set) => {
      const silent = containersOf(set.spec).flatMap((container) => {
        const { requests, limits } = containerAmounts(container, defaults);
        const missing = names.filter((name) => {
          const resource = name.replace(/^(requests|limits)\./, '');
          return (name.startsWith('limits.') ? limits : requests)[resource] === undefined;
        });
        return missing.map((name) => `${textOf(container['name']) ?? ''} has no ${name}`);
      });
      if (silent.length === 0) return [];
      const message = `its pods are refused by ${formatRef(refOf(one))}: container ${enumerate(silent)}`;
      return [problem('PREFLIGHT_QUOTA', set.title, message, 'set resources, or a LimitRange with defaults')];
    });
}
