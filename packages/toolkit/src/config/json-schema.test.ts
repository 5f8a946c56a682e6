import { expect, test } from 'vitest';
import { formatPath } from './index.ts';
import { editorSchema, isSecret, nodesAt, secretPaths, type SchemaNode } from './json-schema.ts';

test('every secret of the schema is known', () => {
  expect(
    secretPaths()
      .map((path) => formatPath(path))
      .sort(),
  ).toEqual([
    'meet.auth.guests.secret',
    'meet.auth.hmac.secret',
    'redis.password',
    'sfu.adminSecret',
    'sfu.apiSecret',
    'target.certificate.key',
    'turn.secret',
  ]);
  expect(isSecret(['turn', 'secret'])).toBe(true);
  expect(isSecret(['turn', 'realm'])).toBe(false);
  expect(isSecret(['constructor', 'toString'])).toBe(false);
});

test('nodes of a path, through variants', () => {
  expect(nodesAt(['target', 'address']).map(({ enum: words, type }) => words ?? type)).toEqual([
    ['auto', 'loopback', 'primary'],
    'string',
  ]);
  expect(nodesAt(['meet', 'port', 'x'])).toEqual([]);
});

test('the schema for editors takes a reference wherever a text or number stands, and tells no more than needed', () => {
  const schema = editorSchema() as SchemaNode;
  const references = (node: SchemaNode): string[] => [
    ...(node.anyOf?.some((option) => option.$ref) ? ['here'] : []),
    ...Object.values(node.properties ?? {}).flatMap((inner) => references(inner)),
    ...(node.oneOf ?? []).flatMap((inner) => references(inner)),
    ...(node.items ? references(node.items) : []),
  ];
  const leaves = (node: SchemaNode): SchemaNode[] =>
    node.items
      ? leaves(node.items)
      : node.properties || node.oneOf
        ? [...Object.values(node.properties ?? {}), ...(node.oneOf ?? [])].flatMap((inner) => leaves(inner))
        : [node];
  expect(references(schema)).toHaveLength(leaves(schema).filter((leaf) => leaf.const === undefined).length);
  expect(JSON.stringify(schema)).not.toContain('"secret":true');
});

test('paths as text', () => {
  expect(formatPath([])).toBe('');
  expect(formatPath(['a', 0, 'b-c', 'odd key', ''])).toBe('a[0].b-c["odd key"][""]');
});
