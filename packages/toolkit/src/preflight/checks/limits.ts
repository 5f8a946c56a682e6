import { fieldsOf, textOf, valueAt, type Fields, type KubeObject } from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { containerAmounts, defaultsOf, limitsOf, podAmounts, type ContainerDefaults } from '../demand.ts';
import { enumerate, problem } from '../finding.ts';
import { formatQuantity, parseQuantity } from '../quantity.ts';
import type { PreflightFinding } from '../report.ts';
import { containersOf, type PodSet, type Subject } from '../subject.ts';

export const limits: Check = {
  name: 'limits',
  title: 'LimitRanges of the namespaces',
  async run(subject, view) {
    const found = await Promise.all(
      subject.namespaces.map(async (namespace) => {
        const ranges = await view.list({ apiVersion: 'v1', kind: 'LimitRange' }, namespace);
        return ranges.length === 0 ? [] : judge(namespace, subject, ranges);
      }),
    );
    return { findings: found.flat() };
  },
};

function judge(namespace: string, subject: Subject, ranges: readonly KubeObject[]): PreflightFinding[] {
  const defaults = defaultsOf(ranges);
  const pods = subject.pods.filter((set) => set.namespace === namespace);
  const claims = subject
    .ofKind('', 'PersistentVolumeClaim')
    .filter(({ metadata }) => metadata.namespace === namespace);
  return [
    ...pods.flatMap((set) => told(set.title, 'its pods are refused', podTroubles(set, ranges, defaults))),
    ...claims.flatMap((claim) => told(claim, 'it is refused', claimTroubles(claim, ranges))),
  ];
}

function told(about: KubeObject | string, start: string, troubles: readonly string[]): PreflightFinding[] {
  if (troubles.length === 0) return [];
  const message = `${start}, as the LimitRange allows other amounts: ${enumerate(troubles)}`;
  return [problem('PREFLIGHT_LIMIT_RANGE', about, message)];
}

function podTroubles({ spec }: PodSet, ranges: readonly KubeObject[], defaults: ContainerDefaults): string[] {
  const whole = podAmounts(spec, defaults);
  const part = (start: string): Fields =>
    Object.fromEntries(
      [...whole].flatMap(([name, amount]) =>
        name.startsWith(start) ? [[name.slice(start.length), amount]] : [],
      ),
    );
  return [
    ...containersOf(spec).flatMap((container) => {
      const amounts = containerAmounts(container, defaults);
      return limitsOf(ranges, 'Container').flatMap((range) =>
        outside(`container ${textOf(container['name']) ?? ''}`, amounts, range),
      );
    }),
    ...limitsOf(ranges, 'Pod').flatMap((range) =>
      outside('the pod', { requests: part('requests.'), limits: part('limits.') }, range),
    ),
  ];
}

function claimTroubles(claim: KubeObject, ranges: readonly KubeObject[]): string[] {
  const requests = fieldsOf(valueAt(claim, 'spec', 'resources', 'requests'));
  return limitsOf(ranges, 'PersistentVolumeClaim').flatMap((range) =>
    outside('the claim', { requests, limits: requests }, range),
  );
}

/** `max` holds for limits, `min` for requests (Kubernetes, "Limit Ranges"). */
function outside(who: string, amounts: { requests: Fields; limits: Fields }, range: Fields): string[] {
  const compare = (bounds: unknown, given: Fields, isOutside: (value: number, bound: number) => boolean) =>
    Object.entries(fieldsOf(bounds)).flatMap(([name, bound]) => {
      const value = parseQuantity(given[name]);
      const most = parseQuantity(bound) ?? 0;
      if (value !== undefined && !isOutside(value, most)) return [];
      const has = value === undefined ? `no ${name}` : `${formatQuantity(value, name)} ${name}`;
      return [{ has, bound: String(bound) }];
    });
  return [
    ...compare(range['max'], amounts.limits, (value, bound) => value > bound).map(
      ({ has, bound }) => `${who} may use ${has}, at most ${bound}`,
    ),
    ...compare(range['min'], amounts.requests, (value, bound) => value < bound).map(
      ({ has, bound }) => `${who} asks for ${has}, at least ${bound}`,
    ),
  ];
}
