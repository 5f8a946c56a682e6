import { fieldsOf, listOf, numberOf, textOf, valueAt, type KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { doubt, enumerate, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';
import { containsAll, matches } from '../selectors.ts';
import { containersOf, type PodSet, type Subject } from '../subject.ts';

export const selectors: Check = {
  name: 'selectors',
  title: 'Selectors, and the ports of Services',
  async run(subject) {
    return {
      findings: [
        ...subject.ofKind('', 'Service').flatMap((service) => judgeService(service, subject)),
        ...subject
          .ofKind('policy', 'PodDisruptionBudget')
          .flatMap((budget) => judgeSelector(budget, subject, 'selector')),
        ...subject
          .ofKind('networking.k8s.io', 'NetworkPolicy')
          .flatMap((policy) => judgeSelector(policy, subject, 'podSelector')),
        ...['ServiceMonitor', 'PodMonitor'].flatMap((kind) =>
          subject.ofKind('monitoring.coreos.com', kind).flatMap((monitor) => judgeMonitor(monitor, subject)),
        ),
      ],
    };
  },
};

function podsIn(subject: Subject, namespace: string | undefined): PodSet[] {
  return subject.pods.filter((set) => set.namespace === namespace);
}

function judgeService(service: KubeObject, subject: Subject): PreflightFinding[] {
  const selector = fieldsOf(valueAt(service, 'spec', 'selector'));
  // Without a selector somebody else says where it leads.
  if (Object.keys(selector).length === 0) return [];
  const selected = podsIn(subject, service.metadata.namespace).filter(({ podLabels }) =>
    podLabels.some((labels) => containsAll(selector, labels)),
  );
  if (selected.length === 0) return [nothing(service, describe(selector))];
  return listOf(valueAt(service, 'spec', 'ports'))
    .map(fieldsOf)
    .flatMap((port) => judgePort(service, port, selected));
}

/** A named port must be there in the pods; a number may be listened on without being declared. */
function judgePort(
  service: KubeObject,
  port: Readonly<Record<string, unknown>>,
  selected: readonly PodSet[],
) {
  const name = textOf(port['targetPort']);
  if (name === undefined) return [];
  const lacking = selected.filter(
    ({ spec }) =>
      !containersOf(spec).some((container) =>
        listOf(container['ports']).some((one) => fieldsOf(one)['name'] === name),
      ),
  );
  if (lacking.length === 0) return [];
  const message = `port ${numberOf(port['port'])} leads to the port “${name}”, which ${enumerate(lacking.map(({ title }) => title))} does not have`;
  return [problem('PREFLIGHT_DANGLING', service, message)];
}

function judgeSelector(object: KubeObject, subject: Subject, field: string): PreflightFinding[] {
  const selector = valueAt(object, 'spec', field);
  const all = podsIn(subject, object.metadata.namespace);
  // An empty selector means every pod, those of others too.
  if (selector === undefined || Object.keys(fieldsOf(selector)).length === 0) return [];
  return all.some(({ podLabels }) => podLabels.some((labels) => matches(selector, labels)))
    ? []
    : [nothing(object, describe(valueAt(selector, 'matchLabels')))];
}

function judgeMonitor(monitor: KubeObject, subject: Subject): PreflightFinding[] {
  const selector = valueAt(monitor, 'spec', 'selector');
  const candidates =
    monitor.kind === 'ServiceMonitor'
      ? subject.ofKind('', 'Service').map(({ metadata }) => metadata.labels ?? {})
      : subject.pods.map(({ labels }) => labels);
  if (candidates.some((labels) => matches(selector, labels))) return [];
  const what = monitor.kind === 'ServiceMonitor' ? 'Service' : 'pod';
  return [
    doubt(
      'PREFLIGHT_SELECTS_NOTHING',
      monitor,
      `its selector (${describe(valueAt(selector, 'matchLabels'))}) matches no ${what} of the set`,
    ),
  ];
}

function nothing(object: KubeObject, selector: string): PreflightFinding {
  return doubt(
    'PREFLIGHT_SELECTS_NOTHING',
    object,
    `its selector (${selector}) matches no pod of the set`,
    'compare it with the labels of the pods',
  );
}

function describe(labels: unknown): string {
  return (
    Object.entries(fieldsOf(labels))
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(', ') || 'by expressions'
  );
}
