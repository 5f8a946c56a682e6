import { customKindsOf, formatGroupKind, groupOf, type KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import type { Subject } from '../subject.ts';
import type { ClusterView } from '../view.ts';

/** Who brings the definitions of the kinds that our stacks use. */
const sources: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': 'install the Gateway API',
  'gateway.envoyproxy.io': 'install Envoy Gateway',
  'monitoring.coreos.com': 'install the Prometheus operator',
  'cert-manager.io': 'install cert-manager',
  'bitnami.com': 'install Sealed Secrets',
  'argoproj.io': 'install Argo CD',
};

export const kinds: Check = {
  name: 'kinds',
  title: 'APIs and custom kinds that the objects need',
  async run(subject, view) {
    const byKind = Map.groupBy(subject.objects, ({ apiVersion, kind }) => `${apiVersion} ${kind}`);
    const own = new Set(
      subject.objects.flatMap(customKindsOf).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    );
    const findings: PreflightFinding[] = [];
    for (const [id, objects] of byKind) {
      const [first] = objects;
      if (!first || own.has(id) || (await view.served(first))) continue;
      findings.push(await missing(first, objects, view));
    }
    findings.push(...(await autoscalers(subject, view)));
    return { findings, note: `${byKind.size} kinds` };
  },
};

async function missing(first: KubeObject, objects: readonly KubeObject[], view: ClusterView) {
  const group = groupOf(first.apiVersion);
  const other = await view.servedAs(group, first.kind);
  const names = enumerate(objects.map(({ metadata }) => metadata.name));
  return problem(
    'PREFLIGHT_KIND_MISSING',
    formatGroupKind(first),
    `the API server does not know ${first.kind} of ${first.apiVersion}, which ${names} ${objects.length === 1 ? 'is' : 'are'}`,
    other ? `it serves ${other.kind} as ${other.apiVersion}` : sources[group],
  );
}

/** Without metrics an autoscaler stands still, and says so nowhere but in its status. */
async function autoscalers(subject: Subject, view: ClusterView): Promise<PreflightFinding[]> {
  const scalers = subject.ofKind('autoscaling', 'HorizontalPodAutoscaler');
  if (scalers.length === 0 || (await view.servedAs('metrics.k8s.io', 'PodMetrics'))) return [];
  return scalers.map((scaler) =>
    doubt(
      'PREFLIGHT_METRICS_MISSING',
      scaler,
      'nothing serves metrics.k8s.io, so this autoscaler will not scale on CPU or memory',
      'install metrics-server',
    ),
  );
}
