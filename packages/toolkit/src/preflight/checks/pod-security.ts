import { StoaError } from '../../base/index.ts';
import { fieldsOf, textOf } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import { breaches, type PodSecurityLevel } from '../pod-security.ts';
import { tryPod } from '../pod-trial.ts';
import type { PreflightFinding } from '../report.ts';
import type { PodSet, Subject } from '../subject.ts';
import type { ClusterView } from '../view.ts';

type Mode = 'enforce' | 'warn' | 'audit';
const prefix = 'pod-security.kubernetes.io';

/** Levels by the labels of the namespace: those of the set go over those that are there. */
export const podSecurity: Check = {
  name: 'pod-security',
  title: 'Pod Security levels of the namespaces',
  async run(subject, view) {
    const found = await Promise.all(subject.pods.map((set) => judge(set, subject, view)));
    return { findings: found.flat() };
  },
};

async function judge(set: PodSet, subject: Subject, view: ClusterView): Promise<PreflightFinding[]> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: set.namespace };
  const live = fieldsOf((await view.get(ref))?.metadata.labels);
  const wanted = fieldsOf(subject.find(ref)?.metadata.labels);
  const level = (mode: Mode) => levelOf(wanted[`${prefix}/${mode}`] ?? live[`${prefix}/${mode}`]);
  const enforced = breaches(set.spec, level('enforce'));
  if (enforced.length > 0) return [refused(set, level('enforce'), enforced)];
  const told = level('warn') === 'privileged' ? level('audit') : level('warn');
  const doubtful = breaches(set.spec, told);
  if (doubtful.length > 0) return [warned(set, told, doubtful)];
  // The cluster may have a default for namespaces without labels, which only its answer tells.
  return wanted[`${prefix}/enforce`] === undefined ? await askServer(set, view) : [];
}

function levelOf(label: unknown): PodSecurityLevel {
  return label === 'baseline' || label === 'restricted' ? label : 'privileged';
}

function refused(set: PodSet, level: PodSecurityLevel, found: readonly string[]): PreflightFinding {
  return problem(
    'PREFLIGHT_POD_SECURITY',
    set.title,
    `its pods break the level ${level} of namespace ${set.namespace}: ${enumerate(found)}`,
    `change the pods, or the label ${prefix}/enforce of the namespace`,
  );
}

function warned(set: PodSet, level: PodSecurityLevel, found: readonly string[]): PreflightFinding {
  return doubt(
    'PREFLIGHT_POD_SECURITY',
    set.title,
    `its pods break the level ${level}, which namespace ${set.namespace} only warns of: ${enumerate(found)}`,
  );
}

async function askServer(set: PodSet, view: ClusterView): Promise<PreflightFinding[]> {
  const tried = await tryPod(set, view);
  if (!tried || tried.ok) return [];
  const words = tried.error instanceof StoaError ? (textOf(tried.error.details['message']) ?? '') : '';
  const reason = /violates PodSecurity.*/.exec(words)?.[0];
  return reason ? [problem('PREFLIGHT_POD_SECURITY', set.title, `its pods are refused: it ${reason}`)] : [];
}
