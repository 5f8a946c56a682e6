import {
  fieldsOf,
  formatRef,
  listOf,
  numberOf,
  refId,
  refOf,
  textOf,
  valueAt,
  type KubeObject,
} from '../../kube/index.ts';
import type { Check } from '../check.ts';
import { enumerate, problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';

export const nodePorts: Check = {
  name: 'node-ports',
  title: 'NodePorts that are wanted twice or taken',
  async run(subject, view) {
    const wanted = subject.ofKind('', 'Service').flatMap(portsOf);
    if (wanted.length === 0) return { findings: [], note: 'the set asks for none' };
    const live = await view.list({ apiVersion: 'v1', kind: 'Service' });
    // A Service of the set that is there already holds its own ports.
    const taken = live.filter((one) => !subject.find(refOf(one))).flatMap(portsOf);
    return { findings: [...twice(wanted), ...clashes(wanted, taken)] };
  },
};

interface Port {
  readonly service: KubeObject;
  /** `30478/UDP` */
  readonly port: string;
}

function portsOf(service: KubeObject): Port[] {
  const ports = listOf(valueAt(service, 'spec', 'ports')).map(fieldsOf);
  const check = numberOf(valueAt(service, 'spec', 'healthCheckNodePort'));
  return [
    ...ports.flatMap((port) => {
      const number = numberOf(port['nodePort']);
      return number ? [{ service, port: `${number}/${textOf(port['protocol']) ?? 'TCP'}` }] : [];
    }),
    ...(check ? [{ service, port: `${check}/TCP` }] : []),
  ];
}

function twice(wanted: readonly Port[]): PreflightFinding[] {
  return [...Map.groupBy(wanted, ({ port }) => port)].flatMap(([port, uses]) => {
    const [first, ...others] = uses;
    if (!first || others.length === 0) return [];
    const names = enumerate(others.map(({ service }) => formatRef(refOf(service))));
    return [
      problem(
        'PREFLIGHT_NODE_PORT',
        first.service,
        `NodePort ${port} is wanted by ${names} as well`,
        'give each a port of its own',
      ),
    ];
  });
}

/** One finding for each pair of Services, however many ports they share. */
function clashes(wanted: readonly Port[], taken: readonly Port[]): PreflightFinding[] {
  const holders = new Map(taken.map(({ port, service }) => [port, service]));
  const pairs = Map.groupBy(
    wanted.filter(({ port }) => holders.has(port)),
    ({ service, port }) => `${refId(refOf(service))} ${refId(refOf(holders.get(port) ?? service))}`,
  );
  return [...pairs.values()].flatMap((uses) => {
    const [first] = uses;
    const holder = first && holders.get(first.port);
    if (!first || !holder) return [];
    const ports = enumerate(uses.map(({ port }) => port));
    return [
      problem(
        'PREFLIGHT_NODE_PORT',
        first.service,
        `NodePort ${ports} is taken by ${formatRef(refOf(holder))}`,
        'choose other ports',
      ),
    ];
  });
}
