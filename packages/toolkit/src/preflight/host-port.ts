import { fieldsOf, listOf, numberOf, textOf, type Fields } from '../kube/index.ts';
import { containersOf } from './subject.ts';

/** `5349/TCP`. With the node's network every port that a container names is one of the node. */
export function hostPortsOf(spec: Fields): string[] {
  const all = spec['hostNetwork'] === true;
  const ports = containersOf(spec).flatMap((container) =>
    listOf(container['ports'])
      .map(fieldsOf)
      .flatMap((port) => {
        const number = numberOf(port['hostPort']) ?? (all ? numberOf(port['containerPort']) : undefined);
        return number ? [`${number}/${textOf(port['protocol']) ?? 'TCP'}`] : [];
      }),
  );
  return [...new Set(ports)];
}
