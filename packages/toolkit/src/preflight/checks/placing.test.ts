import { describe, expect, it } from 'vitest';
import { node, recorded, subject, tell, thing, workload } from '../testing/recorded.ts';
import { hostPorts } from './host-ports.ts';
import { nodePorts } from './node-ports.ts';
import { nodes } from './nodes.ts';

const two = [node('n1'), node('n2')];

describe('nodes', () => {
  it('are enough', async () => {
    expect(await tell(nodes, subject(workload('web')), recorded({ objects: two }))).toEqual([]);
  });

  it('are missing', async () => {
    expect(await tell(nodes, subject(workload('web')), recorded())).toEqual([
      'error null: the cluster has no nodes',
    ]);
  });

  it('are refused for reasons that are counted', async () => {
    const tainted = node('n3', { disk: 'ssd' }, { taints: [{ key: 'x', effect: 'NoSchedule' }] });
    const view = recorded({ objects: [...two, tainted] });
    expect(await tell(nodes, subject(workload('db', { nodeSelector: { disk: 'ssd' } })), view)).toEqual([
      'error Deployment calls/db: no node can take its pods: of 2 nodes each lacks the label disk=ssd; n3 has the taint x:NoSchedule',
    ]);
  });

  it('are too few for pods that must be apart', async () => {
    const rule = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } };
    const apart = {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [rule] } },
    };
    const of = (replicas: number) => subject(workload('web', apart, { replicas }));
    expect(await tell(nodes, of(2), recorded({ objects: two }))).toEqual([]);
    expect(await tell(nodes, of(3), recorded({ objects: two }))).toEqual([
      expect.stringContaining('3 pods must be apart by kubernetes.io/hostname, and 2 such places take them'),
    ]);
  });
});

describe('node ports', () => {
  const service = (name: string, ...ports: [number, string?][]) =>
    thing('v1', 'Service', name, {
      spec: {
        type: 'NodePort',
        ports: ports.map(([nodePort, protocol]) => ({ nodePort, protocol })),
      },
    });

  it('are wanted once', async () => {
    const found = await tell(
      nodePorts,
      subject(service('a', [30_000]), service('b', [30_000, 'TCP'])),
      recorded(),
    );
    expect(found).toEqual(['error Service calls/a: NodePort 30000/TCP is wanted by Service calls/b as well']);
    expect(
      await tell(nodePorts, subject(service('a', [30_000]), service('b', [30_000, 'UDP'])), recorded()),
    ).toEqual([]);
  });

  it('are not taken by others; a Service holds its own', async () => {
    const other = service('other', [30_000], [30_001]);
    const view = recorded({ objects: [other, service('a', [30_002])] });
    expect(await tell(nodePorts, subject(service('a', [30_002])), view)).toEqual([]);
    expect(await tell(nodePorts, subject(service('a', [30_000], [30_001])), view)).toEqual([
      'error Service calls/a: NodePort 30000/TCP and 30001/TCP is taken by Service calls/other',
    ]);
  });
});

describe('host ports', () => {
  const relay = (name: string, replicas = 1, pod: object = {}) =>
    workload(
      name,
      { hostNetwork: true, ...pod },
      { replicas, container: { ports: [{ containerPort: 3478, protocol: 'UDP' }] } },
    );
  const running = (name: string, nodeName: string, labels: Record<string, string> = {}) =>
    thing('v1', 'Pod', name, {
      metadata: { labels },
      spec: { nodeName, containers: [{ name: 'x', ports: [{ hostPort: 3478, protocol: 'UDP' }] }] },
    });

  it('need a node each', async () => {
    const view = recorded({ objects: two });
    expect(await tell(hostPorts, subject(relay('a'), relay('b')), view)).toEqual([]);
    expect(await tell(hostPorts, subject(relay('a'), relay('b'), relay('c')), view)).toEqual([
      'error Deployment calls/a: port 3478/UDP of the node is wanted by Deployment calls/b and Deployment calls/c as well: 3 pods in all, on 2 nodes',
    ]);
    expect(await tell(hostPorts, subject(relay('a', 3)), view)).toEqual([
      expect.stringContaining(
        'free on 2 of the 2 nodes that its 3 pods may be on: each pod needs a node of its own',
      ),
    ]);
  });

  it('clash when two are bound to the same node', async () => {
    const bound = { nodeSelector: { 'kubernetes.io/hostname': 'n1' } };
    const found = await tell(
      hostPorts,
      subject(relay('a', 1, bound), relay('b', 1, bound)),
      recorded({ objects: two }),
    );
    expect(found).toEqual([expect.stringContaining('2 pods in all, on 1 node')]);
  });

  it('may be taken by what runs, but not by our own', async () => {
    const bound = { nodeSelector: { 'kubernetes.io/hostname': 'n1' } };
    const set = subject(relay('a', 1, bound));
    expect(await tell(hostPorts, set, recorded({ objects: [...two, running('dns', 'n1')] }))).toEqual([
      'error Deployment calls/a: port 3478/UDP of the node is free on 0 of the 1 node that its 1 pod may be on: Pod calls/dns has it',
    ]);
    expect(await tell(hostPorts, set, recorded({ objects: [...two, running('dns', 'n2')] }))).toEqual([]);
    expect(
      await tell(hostPorts, set, recorded({ objects: [...two, running('a-1', 'n1', { app: 'a' })] })),
    ).toEqual([]);
  });
});
