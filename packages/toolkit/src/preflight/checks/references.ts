import {
  fieldsOf,
  formatRef,
  groupOf,
  isCode,
  listOf,
  valueAt,
  type KubeObject,
  type ObjectRef,
} from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import { isMadeLater } from '../references/made-later.ts';
import { referencesOfOthers } from '../references/of-others.ts';
import { referencesOfPods } from '../references/of-pods.ts';
import { referencesOfRoutes } from '../references/of-routes.ts';
import type { Reference } from '../references/reference.ts';
import type { PreflightFinding } from '../report.ts';
import type { Subject } from '../subject.ts';
import type { ClusterView } from '../view.ts';

export const references: Check = {
  name: 'references',
  title: 'Objects that others name',
  async run(subject, view) {
    const all = [
      ...subject.pods.flatMap(referencesOfPods),
      ...subject.objects.flatMap((object) => [...referencesOfRoutes(object), ...referencesOfOthers(object)]),
    ];
    const hidden = new Set<string>();
    const found = await Promise.all(all.map((reference) => judge(reference, subject, view, hidden)));
    const unread = hidden.size === 0 ? '' : `; this user may not read ${enumerate([...hidden])}`;
    return { findings: unique(found.flat()), note: `${all.length} references looked up${unread}` };
  },
};

async function judge(
  reference: Reference,
  subject: Subject,
  view: ClusterView,
  hidden: Set<string>,
): Promise<PreflightFinding[]> {
  const { to } = reference;
  const known = await found(to, subject, view).catch((error: unknown) => {
    if (!isCode(error, 'KUBE_FORBIDDEN')) throw error;
    hidden.add(formatRef(to));
    return 'unknown' as const;
  });
  if (known === 'unknown') return [];
  if (known === undefined)
    return isMadeLater(to, subject) ? [] : [told(reference, `${formatRef(to)} does not exist`)];
  return judgeKey(reference, known) ?? judgePort(reference, known) ?? [];
}

/** `unknown`: the server does not serve the kind, so nobody can say; that is told by another check. */
async function found(
  ref: ObjectRef,
  subject: Subject,
  view: ClusterView,
): Promise<KubeObject | 'unknown' | undefined> {
  const ours = subject.find(ref);
  if (ours) return ours;
  // Every namespace gets this one from a controller.
  if (ref.kind === 'ServiceAccount' && ref.name === 'default') return 'unknown';
  const info = (await view.served(ref)) ?? (await view.servedAs(groupOf(ref.apiVersion), ref.kind));
  if (!info) return 'unknown';
  return await view.get({ ...ref, apiVersion: info.apiVersion });
}

function told(reference: Reference, what: string): PreflightFinding {
  const message = `${reference.as}: ${what}, neither in the set nor in the cluster`;
  const hint = `make ${formatRef(reference.to)} first, or correct the name`;
  return reference.mild
    ? doubt('PREFLIGHT_DANGLING', reference.from, message, hint)
    : problem('PREFLIGHT_DANGLING', reference.from, message, hint);
}

function judgeKey(reference: Reference, known: KubeObject): PreflightFinding[] | undefined {
  const { key, to } = reference;
  if (key === undefined) return undefined;
  const keys = ['data', 'stringData', 'binaryData'].flatMap((part) => Object.keys(fieldsOf(known[part])));
  if (keys.includes(key)) return undefined;
  const has = keys.length > 0 ? `it has ${enumerate(keys)}` : 'it is empty';
  const message = `${reference.as}: ${formatRef(to)} has no key ${key}; ${has}`;
  return [problem('PREFLIGHT_DANGLING', reference.from, message)];
}

function judgePort(reference: Reference, known: KubeObject): PreflightFinding[] | undefined {
  const { port, to } = reference;
  if (port === undefined || known.kind !== 'Service') return undefined;
  const ports = listOf(valueAt(known, 'spec', 'ports')).map(fieldsOf);
  if (ports.some((one) => one['port'] === port || one['name'] === port)) return undefined;
  const has = enumerate(ports.map((one) => String(one['port'])));
  const message = `${reference.as}: ${formatRef(to)} has no port ${port}; it has ${has || 'none'}`;
  return [problem('PREFLIGHT_DANGLING', reference.from, message)];
}

/** Several containers may name the same thing. */
function unique(findings: readonly PreflightFinding[]): PreflightFinding[] {
  const seen = new Map(findings.map((one) => [`${one.object} ${one.message}`, one]));
  return [...seen.values()];
}
