import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { covers, diffObjects } from './field-diff.ts';
import { formatFieldPath, lookUp } from './field-path.ts';
import { contentHashKey } from './names.ts';

function object(spec: unknown, metadata: object = {}): KubeObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', ...metadata }, spec };
}

function diff(before: KubeObject, after: KubeObject) {
  return diffObjects(before, after).map((change) => [
    formatFieldPath(change.path),
    change.before,
    change.after,
  ]);
}

const containers = (...list: object[]) => object({ template: { spec: { containers: list } } });

describe('diffObjects', () => {
  it('names the container, wherever it stands', () => {
    const before = containers({ name: 'a', image: 'x:1' }, { name: 'b', image: 'y:1' });
    const after = containers({ name: 'b', image: 'y:2' }, { name: 'a', image: 'x:1' });
    expect(diff(before, after)).toEqual([['.spec.template.spec.containers[name="b"].image', 'y:1', 'y:2']]);
  });

  it('tells added, removed and reordered items', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    expect(diff(containers(a), containers(a, b))).toEqual([
      ['.spec.template.spec.containers[name="b"]', undefined, b],
    ]);
    expect(diff(containers(a, b), containers(a))).toEqual([
      ['.spec.template.spec.containers[name="b"]', b, undefined],
    ]);
    expect(diff(containers(a, b), containers(b, a))).toEqual([
      ['.spec.template.spec.containers', ['a', 'b'], ['b', 'a']],
    ]);
  });

  it('compares lists without names by place', () => {
    expect(diff(object({ args: ['-a', '-b'] }), object({ args: ['-a', '-c', '-d'] }))).toEqual([
      ['.spec.args[1]', '-b', '-c'],
      ['.spec.args[2]', undefined, '-d'],
    ]);
  });

  it('quotes keys that are no plain words', () => {
    expect(diff(object({}, { labels: { 'a.b/c': '1' } }), object({}, { labels: { 'a.b/c': '2' } }))).toEqual([
      ['.metadata.labels["a.b/c"]', '1', '2'],
    ]);
  });

  it('passes over bookkeeping, status, our own hash and empty containers', () => {
    const before = object(
      { a: {} },
      { resourceVersion: '1', generation: 1, managedFields: [], annotations: { [contentHashKey]: 'x' } },
    );
    const after = {
      ...object({}, { resourceVersion: '2', generation: 2, annotations: { [contentHashKey]: 'y' } }),
      status: { replicas: 1 },
    };
    expect(diff(before, after)).toEqual([]);
  });

  it('finds nothing between equals, and finds what it names', () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(diffObjects(object(a), object(a))).toEqual([]);
        for (const change of diffObjects(object(a), object(b))) {
          if (Array.isArray(change.before) && change.before.every((item) => typeof item === 'string'))
            continue;
          expect(lookUp(object(a), change.path)).toEqual(change.before);
          expect(lookUp(object(b), change.path)).toEqual(change.after);
        }
      }),
    );
  });
});

describe('covers', () => {
  it.each([
    [{ a: 1, b: 2 }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, { a: 2 }, false],
    [{ list: [{ a: 1, d: true }] }, { list: [{ a: 1 }] }, true],
    [{ list: [{ a: 1 }, { a: 2 }] }, { list: [{ a: 1 }] }, false],
    [{}, { a: {} }, true],
    [{}, { a: null }, true],
    [{ cpu: '1' }, { cpu: '1000m' }, false],
  ])('%j covers %j: %s', (live, desired, expected) => {
    expect(covers(live, desired)).toBe(expected);
  });
});
