import { customKindsOf } from '../objects/custom-kinds.ts';
import { refId, refOf, type KubeObject } from '../objects/object.ts';
import { dependenciesOf } from './depends-on.ts';

/** Where an object stands in the order of an apply. */
export interface Place {
  /** 0 without dependencies; else one more than the highest of what it names. Levels come before waves. */
  readonly level: number;
  /** `refId`s of what it names, all in the same set: they have to be ready first. */
  readonly dependsOn: readonly string[];
  /** What keeps it from being applied: names nothing of the set, or the dependencies go in a circle. */
  readonly problems: readonly string[];
}

interface Node {
  readonly named: readonly string[];
  /** Its namespace and the definition of its kind, when the set brings them: they are never applied after it. */
  readonly implied: readonly string[];
  readonly problems: readonly string[];
}

/** The place of each object of a set, by `refId`. */
export function placesOf(objects: readonly KubeObject[]): Map<string, Place> {
  const nodes = nodesOf(objects);
  const levels = levelsOf(nodes);
  const placed = [...nodes].map(([id, { named, problems }]): [string, Place] => {
    const level = levels.get(id);
    if (level !== undefined) return [id, { level, dependsOn: named, problems }];
    const circle = circleFrom(id, nodes, levels).join(' → ');
    return [
      id,
      { level: 0, dependsOn: named, problems: [...problems, `its dependencies go in a circle: ${circle}`] },
    ];
  });
  return new Map(placed);
}

function nodesOf(objects: readonly KubeObject[]): Map<string, Node> {
  const known = new Set(objects.map((object) => refId(refOf(object))));
  const definitions = new Map(
    objects.flatMap((object) =>
      customKindsOf(object).map((kind) => [`${kind.apiVersion} ${kind.kind}`, refId(refOf(object))] as const),
    ),
  );
  const nodeOf = (object: KubeObject): Node => {
    const { ids, malformed } = dependenciesOf(object);
    const namespace = `Namespace ${object.metadata.namespace ?? ''}`;
    const definition = definitions.get(`${object.apiVersion} ${object.kind}`);
    return {
      named: ids.filter((id) => known.has(id)),
      implied: [...(known.has(namespace) ? [namespace] : []), ...(definition ? [definition] : [])],
      problems: [
        ...malformed.map((text) => `it depends on "${text}", which names no object`),
        ...ids
          .filter((id) => !known.has(id))
          .map((id) => `it depends on ${id}, which is not part of the set`),
      ],
    };
  };
  return new Map(objects.map((object) => [refId(refOf(object)), nodeOf(object)]));
}

/** Levels of all but what is in a circle or depends on one. */
function levelsOf(nodes: ReadonlyMap<string, Node>): Map<string, number> {
  const levels = new Map<string, number>();
  const open = new Map(nodes);
  let before: number;
  do {
    before = open.size;
    for (const [id, { named, implied }] of open) {
      if ([...named, ...implied].some((other) => !levels.has(other))) continue;
      const levelOf = (other: string) => levels.get(other) ?? 0;
      levels.set(id, Math.max(0, ...named.map((other) => levelOf(other) + 1), ...implied.map(levelOf)));
      open.delete(id);
    }
  } while (open.size > 0 && open.size < before);
  return levels;
}

/** Every object without a level needs another one without, so that this walk ends where it was before. */
function circleFrom(
  start: string,
  nodes: ReadonlyMap<string, Node>,
  levels: ReadonlyMap<string, number>,
): string[] {
  const walked: string[] = [];
  let here: string | undefined = start;
  while (here !== undefined && !walked.includes(here)) {
    walked.push(here);
    const node = nodes.get(here);
    here = [...(node?.named ?? []), ...(node?.implied ?? [])].find((other) => !levels.has(other));
  }
  return here === undefined ? walked : [...walked.slice(walked.indexOf(here)), here];
}
