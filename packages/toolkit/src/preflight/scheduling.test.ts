import { describe, expect, it } from 'vitest';
import { mustBeApart, refusalOf } from './scheduling.ts';
import { node, subject, workload } from './testing/recorded.ts';

function podsWith(spec: Record<string, unknown>, container: object = {}) {
  const [set] = subject(workload('web', spec, { container })).pods;
  if (!set) throw new Error('a Deployment has pods');
  return set;
}
const affinity = (...terms: object[]) => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
  },
});
const inZone = (...values: string[]) => ({ matchExpressions: [{ key: 'zone', operator: 'In', values }] });
const tainted = (effect: string) => node('n1', {}, { taints: [{ key: 'gpu', value: 'yes', effect }] });
const tolerating = (toleration: object) => podsWith({ tolerations: [toleration] });

describe('nodes and pods', () => {
  it('go together without wishes', () => {
    expect(refusalOf(node('n1'), podsWith({}))).toBeUndefined();
  });

  it.each([
    [node('n1'), podsWith({ nodeSelector: { a: 'b' } }), 'lacks the label a=b'],
    [node('n1'), podsWith({ nodeName: 'n2' }), 'is not n2'],
    [node('n1', { zone: 'x' }), podsWith(affinity(inZone('y'))), 'does not match the node affinity'],
    [node('n1'), podsWith(affinity({})), 'does not match the node affinity'],
    [tainted('NoSchedule'), podsWith({}), 'has the taint gpu=yes:NoSchedule'],
    [
      tainted('NoExecute'),
      tolerating({ key: 'gpu', operator: 'Equal', value: 'no' }),
      'has the taint gpu=yes:NoExecute',
    ],
    [
      tainted('NoSchedule'),
      tolerating({ key: 'gpu', operator: 'Exists', effect: 'NoExecute' }),
      'has the taint gpu=yes:NoSchedule',
    ],
    [node('n1', {}, { unschedulable: true }), podsWith({}), 'is cordoned'],
    [node('n1', {}, {}, 'Unknown'), podsWith({}), 'is not ready'],
    [node('n1'), podsWith({}, { resources: { requests: { cpu: '5' } } }), 'has 4 cpu, and a pod asks for 5'],
    [
      node('n1'),
      podsWith({}, { resources: { limits: { memory: '9Gi' } } }),
      'has 8Gi memory, and a pod asks for 9Gi',
    ],
  ])('are kept apart: %#', (one, pods, reason) => {
    expect(refusalOf(one, pods)).toBe(reason);
  });

  it.each([
    [node('n1', { a: 'b' }), podsWith({ nodeSelector: { a: 'b' } })],
    [node('n1', { zone: 'x' }), podsWith(affinity(inZone('y'), inZone('x')))],
    [
      node('n1'),
      podsWith(affinity({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] })),
    ],
    [tainted('PreferNoSchedule'), podsWith({})],
    [tainted('NoSchedule'), tolerating({ key: 'gpu', value: 'yes' })],
    [tainted('NoSchedule'), tolerating({ operator: 'Exists' })],
    [node('n1'), podsWith({}, { resources: { requests: { cpu: '4' } } })],
  ])('are let together: %#', (one, pods) => {
    expect(refusalOf(one, pods)).toBeUndefined();
  });

  it('sees which pods must be apart', () => {
    const rule = (app: string) => ({
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } },
          ],
        },
      },
    });
    expect(mustBeApart(podsWith(rule('web')))).toBe('kubernetes.io/hostname');
    expect(mustBeApart(podsWith(rule('other')))).toBeUndefined();
    expect(mustBeApart(podsWith({}))).toBeUndefined();
  });
});
