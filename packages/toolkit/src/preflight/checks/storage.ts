import { fieldsOf, formatRef, listOf, refOf, textOf, valueAt, type KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import type { Subject } from '../subject.ts';
import type { ClusterView } from '../view.ts';

const defaultKey = 'storageclass.kubernetes.io/is-default-class';

export const storage: Check = {
  name: 'storage',
  title: 'StorageClasses of the claims',
  async run(subject, view) {
    const claims = await unboundClaims(subject, view);
    if (claims.length === 0) return { findings: [], note: 'no claim needs a class' };
    const classes = await view.list({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' });
    const defaults = classes.filter((one) => one.metadata.annotations?.[defaultKey] === 'true');
    // The newest one wins where there are several (Kubernetes, "Storage Classes").
    const [chosen] = defaults.toSorted((a, b) => madeAt(b).localeCompare(madeAt(a)));
    const found = await Promise.all(
      claims.map((claim) => judge(claim, subject, view, classes, defaults, chosen)),
    );
    const open = claims.filter(({ name }) => name === undefined).map(({ title }) => title);
    const note =
      chosen && open.length > 0
        ? `${enumerate(open)} get the default class ${chosen.metadata.name}`
        : undefined;
    return { findings: found.flat(), ...(note === undefined ? {} : { note }) };
  },
};

interface Claim {
  readonly title: string;
  /** Undefined: the default one; empty: none. */
  readonly name: string | undefined;
}

/** A claim that exists has its class, and keeps it. */
async function unboundClaims(subject: Subject, view: ClusterView): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const claim of subject.ofKind('', 'PersistentVolumeClaim')) {
    if (await view.get(refOf(claim))) continue;
    claims.push({ title: formatRef(refOf(claim)), name: classOf(claim) });
  }
  for (const set of subject.ofKind('apps', 'StatefulSet')) {
    if (await view.get(refOf(set))) continue;
    for (const claim of listOf(valueAt(set, 'spec', 'volumeClaimTemplates')))
      claims.push({ title: formatRef(refOf(set)), name: classOf(claim) });
  }
  return claims;
}

function classOf(claim: unknown): string | undefined {
  return textOf(valueAt(claim, 'spec', 'storageClassName'));
}

function madeAt(object: KubeObject): string {
  return object.metadata.creationTimestamp ?? '';
}

async function judge(
  { title, name }: Claim,
  subject: Subject,
  view: ClusterView,
  classes: readonly KubeObject[],
  defaults: readonly KubeObject[],
  chosen: KubeObject | undefined,
): Promise<PreflightFinding[]> {
  const code = 'PREFLIGHT_STORAGE_CLASS';
  if (name === undefined && !chosen) {
    const has =
      classes.length > 0
        ? `the cluster has ${enumerate(classes.map(({ metadata }) => metadata.name))}`
        : 'the cluster has no class at all';
    const message = `it names no StorageClass, and none is the default: ${has}`;
    return [problem(code, title, message, 'name a class, or mark one as the default')];
  }
  if (name === undefined && defaults.length > 1) {
    const names = enumerate(defaults.map(({ metadata }) => metadata.name));
    const message = `several StorageClasses are the default (${names}); it gets ${chosen?.metadata.name}, the newest`;
    return [doubt(code, title, message, 'name the class that is meant')];
  }
  if (name === undefined || classes.some(({ metadata }) => metadata.name === name)) return [];
  if (subject.ofKind('storage.k8s.io', 'StorageClass').some(({ metadata }) => metadata.name === name))
    return [];
  const volumes = await view.list({ apiVersion: 'v1', kind: 'PersistentVolume' });
  const free = volumes.filter(
    (volume) =>
      (textOf(valueAt(volume, 'spec', 'storageClassName')) ?? '') === name &&
      fieldsOf(volume['status'])['phase'] === 'Available',
  );
  if (free.length > 0) return [];
  const words = name === '' ? 'it asks for a volume without a class' : `StorageClass ${name} does not exist`;
  return [problem(code, title, `${words}, and no free volume fits`, 'make one, or name another class')];
}
