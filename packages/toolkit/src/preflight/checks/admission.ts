import { isCode, type KubeObject } from '../../kube/index.ts';
import { StoaError } from '../../base/index.ts';
import type { Check } from '../check.ts';
import { count, doubt, problem } from '../finding.ts';
import { tryPod } from '../pod-trial.ts';
import type { PreflightFinding } from '../report.ts';
import type { PodSet, Subject } from '../subject.ts';
import type { ClusterView, DryRun } from '../view.ts';

export const admission: Check = {
  name: 'admission',
  title: 'What the API server says to each object in a dry run',
  async run(subject, view) {
    const objects = await Promise.all(subject.objects.map((object) => tryObject(object, subject, view)));
    const pods = await Promise.all(subject.pods.map((set) => tryPods(set, view)));
    const findings = [...objects, ...pods].flatMap((found) => found ?? []);
    const untried = objects.filter((found) => found === undefined).length;
    if (untried === subject.objects.length && untried > 0)
      return { skipped: 'nothing can be tried before the namespaces and kinds of the set are there' };
    return untried === 0
      ? { findings }
      : {
          findings,
          note: `${count(untried, 'object')} cannot be tried before the set’s namespaces and kinds are there`,
        };
  },
};

async function tryObject(object: KubeObject, subject: Subject, view: ClusterView) {
  if (!(await view.served(object))) return undefined;
  const { namespace } = object.metadata;
  if (namespace !== undefined && !(await view.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })))
    return undefined;
  return read(await view.tryApply(object), object);
}

async function tryPods(set: PodSet, view: ClusterView): Promise<PreflightFinding[]> {
  const tried = await tryPod(set, view);
  if (!tried || tried.ok) return [];
  // A pod of the wrong shape was already refused with what makes it.
  if (isCode(tried.error, 'KUBE_INVALID')) return [];
  return read(tried, `${set.title} (its pods)`);
}

function read(tried: DryRun, about: KubeObject | string): PreflightFinding[] {
  if (tried.ok) {
    return tried.warnings
      .filter((text) => !/PodSecurity/.test(text))
      .map((text) => doubt('PREFLIGHT_SERVER_WARNS', about, text));
  }
  const { error } = tried;
  // Whatever is no answer of the server (a lost connection, a bug) is not its refusal.
  if (!(error instanceof StoaError) || typeof error.details['status'] !== 'number') throw error;
  const words = typeof error.details['message'] === 'string' ? error.details['message'] : error.message;
  if (isToldElsewhere(error, words)) return [];
  return [problem('PREFLIGHT_REFUSED', about, words, error.hint)];
}

/** Permissions, quotas, ports, limits and Pod Security have checks of their own, which say it better. */
function isToldElsewhere(error: StoaError, words: string): boolean {
  if (error.code === 'KUBE_QUOTA_EXCEEDED') return true;
  if (error.code === 'KUBE_NAMESPACE_TERMINATING') return true;
  if (/violates PodSecurity/.test(words)) return true;
  if (/provided port is already allocated/.test(words)) return true;
  if (/(maximum|minimum) .* usage per (Pod|Container|PersistentVolumeClaim)/.test(words)) return true;
  return error.code === 'KUBE_FORBIDDEN' && /cannot \w+ resource/.test(words);
}
