import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vite';
import { expect, test } from 'vitest';

/** A node of the syntax tree, as far as this test looks at it. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const spoken = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'alt',
  'label',
  'placeholder',
  'title',
]);
const letters = /\p{L}{2}/u;
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

/** Strings that a JSX value can become, over conditions and templates; what functions return is not looked at. */
function strings(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === 'Literal') return [String(node['value'])];
  if (node.type === 'JSXExpressionContainer') return strings(node['expression']);
  if (node.type === 'ConditionalExpression') return [node['consequent'], node['alternate']].flatMap(strings);
  if (node.type === 'LogicalExpression') return [node['left'], node['right']].flatMap(strings);
  if (node.type !== 'TemplateLiteral') return [];
  return (node['quasis'] as Node[]).map((part) => (part['value'] as { raw: string }).raw);
}

function literalsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(literalsIn);
  if (!isNode(node)) return [];
  const own: string[] = [];
  if (node.type === 'JSXText') own.push(String(node['value']).trim());
  if (node.type === 'JSXAttribute' && spoken.has(String((node['name'] as Node)['name']))) {
    own.push(...strings(node['value']));
  }
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
    own.push(...(node['children'] as Node[]).filter((child) => child.type !== 'JSXText').flatMap(strings));
  }
  return [...own.filter((text) => letters.test(text)), ...Object.values(node).flatMap(literalsIn)];
}

const literals = (source: string) => literalsIn(parseAst(source, { lang: 'tsx' }).body);

test('texts written into JSX are found', () => {
  expect(literals('const a = <p>Hello <b>you</b></p>;')).toEqual(['Hello', 'you']);
  expect(literals('const a = <p title="Hint">{on ? "An" : t.off}{on && `no ${b}`}</p>;').sort()).toEqual([
    'An',
    'Hint',
    'no ',
  ]);
  expect(literals('const a = <p className="x y" title={t.x}>{n > 9 ? "9+" : n}{say("ok")}</p>;')).toEqual([]);
});

test('every text of the pages is in the catalogue', () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  expect(files.length).toBeGreaterThan(15);
  const found = files.flatMap((file) =>
    literals(readFileSync(join(folder, file), 'utf8')).map((text) => `${file}: ${text}`),
  );
  expect(found).toEqual([]);
});
