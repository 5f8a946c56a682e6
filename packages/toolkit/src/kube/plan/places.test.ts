import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { dependenciesOf, dependsOnKey } from './depends-on.ts';
import { judgeMembers } from './leftovers.ts';
import { placesOf } from './places.ts';

function make(kind: string, name: string, on?: string, namespace: string | undefined = 'meet'): KubeObject {
  const annotations = on === undefined ? {} : { annotations: { [dependsOnKey]: on } };
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
  return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}), ...annotations } };
}

const relay = (number: number, on?: number) =>
  make('Deployment', `r${number}`, on === undefined ? undefined : `apps/namespaces/meet/Deployment/r${on}`);

function problemsOf(objects: readonly KubeObject[]): Record<string, readonly string[]> {
  const bad = [...placesOf(objects)].filter(([, { problems }]) => problems.length > 0);
  return Object.fromEntries(bad.map(([id, { problems }]) => [id, problems]));
}

describe('references', () => {
  it('name objects with and without namespace and group', () => {
    const text = 'apps/namespaces/meet/Deployment/web, /namespaces/meet/Secret/s ,/Namespace/meet';
    expect(dependenciesOf(make('ConfigMap', 'c', text))).toEqual({
      ids: ['Deployment.apps meet/web', 'Secret meet/s', 'Namespace meet'],
      malformed: [],
    });
  });

  it.each([
    '',
    'web',
    'Deployment/web',
    'apps/meet/Deployment/web',
    'apps/namespaces/meet/Deployment/',
    'a/b/c/d/e/f',
  ])('"%s" is none', (text) => {
    expect(dependenciesOf(make('ConfigMap', 'c', text))).toEqual({ ids: [], malformed: [text] });
  });
});

describe('places', () => {
  it('count how far an object is from what depends on nothing', () => {
    const places = placesOf([relay(2, 1), relay(0), relay(1, 0), make('ConfigMap', 'c')]);
    expect([...places.values()].map(({ level }) => level)).toEqual([2, 0, 1, 0]);
    expect(places.get('Deployment.apps meet/r2')?.dependsOn).toEqual(['Deployment.apps meet/r1']);
  });

  it('put an object with its namespace and with the definition of its kind', () => {
    const definition: KubeObject = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: 'gadgets.example.test',
        annotations: { [dependsOnKey]: 'apps/namespaces/meet/Deployment/r0' },
      },
      spec: {
        group: 'example.test',
        scope: 'Namespaced',
        names: { kind: 'Gadget', plural: 'gadgets' },
        versions: [{ name: 'v1' }],
      },
    };
    const gadget = {
      apiVersion: 'example.test/v1',
      kind: 'Gadget',
      metadata: { name: 'g', namespace: 'meet' },
    };
    const other = make('Namespace', 'other', 'apps/namespaces/meet/Deployment/r0', '');
    const places = placesOf([
      relay(0),
      definition,
      gadget,
      other,
      make('ConfigMap', 'c', undefined, 'other'),
    ]);
    expect([...places.values()].map(({ level }) => level)).toEqual([0, 1, 1, 1, 1]);
  });

  it('tell of references to nothing', () => {
    expect(problemsOf([relay(1, 0), make('ConfigMap', 'c', 'web')])).toEqual({
      'Deployment.apps meet/r1': ['it depends on Deployment.apps meet/r0, which is not part of the set'],
      'ConfigMap meet/c': ['it depends on "web", which names no object'],
    });
  });

  it('tell of circles, for all that are in one or behind it', () => {
    const circle = 'Deployment.apps meet/r0 → Deployment.apps meet/r1 → Deployment.apps meet/r0';
    const problems = problemsOf([relay(0, 1), relay(1, 0), relay(2, 0), relay(3), relay(4, 4)]);
    expect(Object.keys(problems)).toEqual([0, 1, 2, 4].map((number) => `Deployment.apps meet/r${number}`));
    expect(problems['Deployment.apps meet/r2']).toEqual([`its dependencies go in a circle: ${circle}`]);
    expect(problems['Deployment.apps meet/r4']?.[0]).toContain('meet/r4 → Deployment.apps meet/r4');
  });

  it('tell of a namespace that waits for what is in it', () => {
    const namespace = make('Namespace', 'meet', '/namespaces/meet/ConfigMap/c', '');
    expect(Object.keys(problemsOf([namespace, make('ConfigMap', 'c')]))).toHaveLength(2);
  });
});

describe('deleting', () => {
  const names = (objects: readonly KubeObject[]) =>
    judgeMembers(objects, false).map(({ ref }) => `${ref.kind} ${ref.name}`);

  it('goes the other way', () => {
    const config = make('ConfigMap', 'c', 'apps/namespaces/meet/Deployment/r1');
    expect(names([make('ConfigMap', 'first'), relay(0), relay(1, 0), config])).toEqual([
      'ConfigMap c',
      'Deployment r1',
      'Deployment r0',
      'ConfigMap first',
    ]);
  });

  it('is not held up by what is wrong with dependencies', () => {
    expect(names([relay(0, 1), relay(1, 0), make('ConfigMap', 'c', 'web')]).toSorted()).toEqual([
      'ConfigMap c',
      'Deployment r0',
      'Deployment r1',
    ]);
  });
});
