import { StoaError } from '../base/index.ts';
import type { KubeClient, KubeObject } from '../kube/index.ts';
import type { Check } from './check.ts';
import { checks as allChecks } from './checks.ts';
import { problem } from './finding.ts';
import type { CheckReport, PreflightReport } from './report.ts';
import { makeSubject, type Subject } from './subject.ts';
import { clusterView, type ClusterView } from './view.ts';

export interface PreflightOptions {
  /** Where objects without a namespace go, and where history and lock of the set are. Default: the kubeconfig's. */
  readonly namespace?: string;
  readonly signal?: AbortSignal;
}

/**
 * Looks at the cluster before anything is changed: will these objects be accepted, and will their pods run? Nothing is
 * changed by it. What the cluster answers is a finding, never an exception; a server that does not answer is one too.
 * @throws BASE_ABORTED, KUBE_CONFIG_* when its credentials cannot be made
 */
export async function preflight(
  client: KubeClient,
  objects: readonly KubeObject[],
  options: PreflightOptions = {},
): Promise<PreflightReport> {
  const view = clusterView(client, options.signal);
  const server = client.access.server.origin;
  const home = options.namespace ?? client.access.namespace;
  let version: string;
  let subject: Subject;
  try {
    version = await view.version();
    subject = await makeSubject(objects, home, view);
  } catch (error) {
    return summarize(server, null, objects.length, await unreachable(error, options.signal));
  }
  const reports = await runChecks(allChecks, subject, view, options.signal);
  return summarize(server, version, objects.length, reports);
}

/** All at once: they read the same lists, which are read once. */
export async function runChecks(
  checks: readonly Check[],
  subject: Subject,
  view: ClusterView,
  signal?: AbortSignal,
): Promise<CheckReport[]> {
  return await Promise.all(checks.map((check) => runCheck(check, subject, view, signal)));
}

async function runCheck(
  { name, title, run }: Check,
  subject: Subject,
  view: ClusterView,
  signal?: AbortSignal,
): Promise<CheckReport> {
  try {
    const outcome = await run(subject, view);
    if ('skipped' in outcome) return { name, title, state: 'skipped', note: outcome.skipped, findings: [] };
    const { findings, note = null } = outcome;
    const worst = findings.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
    return { name, title, state: findings.length === 0 ? 'ok' : worst, note, findings };
  } catch (error) {
    return { name, title, state: 'skipped', note: whyNot(error, signal), findings: [] };
  }
}

/** A check that cannot read is skipped; what is no trouble of the cluster is thrown on. */
function whyNot(error: unknown, signal?: AbortSignal): string {
  if (signal?.aborted || !(error instanceof StoaError) || error.family !== 'cluster') throw error;
  return error.message;
}

async function unreachable(error: unknown, signal?: AbortSignal): Promise<CheckReport[]> {
  const message = whyNot(error, signal);
  return allChecks.map(({ name, title }, index) =>
    index === 0
      ? {
          name,
          title,
          state: 'error',
          note: null,
          findings: [problem('PREFLIGHT_SERVER', null, message, (error as StoaError).hint)],
        }
      : { name, title, state: 'skipped', note: 'the API server cannot be asked', findings: [] },
  );
}

function summarize(
  server: string,
  version: string | null,
  objects: number,
  checks: readonly CheckReport[],
): PreflightReport {
  const findings = checks.flatMap((check) => check.findings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  return { server, version, ok: errors === 0, errors, warnings, objects, checks };
}
