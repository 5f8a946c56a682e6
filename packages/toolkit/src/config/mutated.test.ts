import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkSource } from './_check.ts';
import { formatFinding } from './findings.ts';
import { platformSchema } from './schema/index.ts';
import { readYaml } from './_source-yaml.ts';
import { renderTemplate, templates } from './templates.ts';

const env = { SECRET: '0123456789abcdef0123456789abcdef', PORT: '9443' };
const texts = templates.map(({ name }) => renderTemplate(name, { name: 'calls', schema: './s.json' }));
const whole = platformSchema.parse({ apiVersion: 'stoa/v1alpha1', name: 'calls', target: { type: 'local' } });
texts.push(stringify({ ...whole, turn: { ...whole.turn, secret: '${env:SECRET}', port: '${env:PORT}' } }));

/** Whatever a text is, the answer is findings with a place in it, or a platform. Returns what is not so. */
async function judge(text: string): Promise<string[]> {
  const { findings, platform } = await checkSource(readYaml(text), '/nowhere/stoa.yaml', 'stoa.yaml', env);
  const lines = text.split('\n').length;
  const problems: string[] = [];
  if (!platform && !findings.some((finding) => finding.severity === 'error')) problems.push('no answer');
  if (platform && !platformSchema.safeParse(platform).success) problems.push('not a platform');
  for (const finding of findings) {
    const shown = formatFinding(finding);
    const { line, column } = finding;
    if (line === null || line < 1 || line > lines || !column || column < 1) problems.push(`place: ${shown}`);
    if (/\n| {4}at |undefined|\[object/.test(shown)) problems.push(`text: ${shown}`);
    if (shown.includes(env.SECRET)) problems.push(`secret: ${shown}`);
  }
  return problems;
}

const yamlSigns = [
  ':',
  '- ',
  '{',
  '}',
  '[',
  ']',
  '&a ',
  '*a',
  '!!binary ',
  '? ',
  '|',
  '>',
  '"',
  "'",
  '#',
  '%',
];
const blanks = ['\t', '\0', '\n', '\r', '---\n', '...\n', '\uFEFF', '\u{1F600}'];
const keys = ['<<: *a\n', '__proto__: 1\n', 'constructor: 1\n', 'port: 1\n', 'secret: ${env:SECRET}\n'];
const values = [
  '${env:SECRET}',
  '${',
  '$${',
  '${file:/}',
  '1e999',
  '.nan',
  '0x',
  '-',
  '~',
  'true',
  '2001-01-01',
];
const snippet = fc.oneof(
  fc.constantFrom(...yamlSigns, ...blanks, ...keys, ...values),
  fc.string({ maxLength: 4, unit: 'binary' }),
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), put: snippet });

function applyEdits(text: string, edits: readonly { at: number; cut: number; put: string }[]): string {
  let out = text;
  for (const { at, cut, put } of edits) {
    const start = Math.floor(at * out.length);
    out = out.slice(0, start) + put + out.slice(start + cut);
  }
  return out;
}

test('7,000 configs with mutated text give findings or a platform', { timeout: 180_000 }, async () => {
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(fc.constantFrom(...texts), edits, async (text, list) => {
    expect(await judge(applyEdits(text, list))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 7_000 });
  expect.assertions(7_000);
});

const paths = `name target target.type target.address target.stateDir
  meet meet.port meet.backends meet.room meet.room.maxParticipants meet.resumeGrace
  sfu.kind sfu.rtpPorts sfu.rtpPorts.max sfu.replicas redis redis.kind
  turn.secret turn.relayPorts turn.credentialLifetime`
  .split(/\s+/)
  .map((path) => path.split('.'));

function withValue(path: readonly string[], value: unknown): string {
  const root = structuredClone(whole) as Record<string, unknown>;
  let section = root;
  for (const key of path.slice(0, -1)) section = section[key] as Record<string, unknown>;
  section[path.at(-1) ?? ''] = value;
  return stringify(root, { aliasDuplicateObjects: false });
}

test('3,000 configs with a foreign value give findings or a platform', { timeout: 180_000 }, async () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const property = fc.asyncProperty(fc.constantFrom(...paths), value, async (path, foreign) => {
    expect(await judge(withValue(path, foreign))).toEqual([]);
  });
  await fc.assert(property, { numRuns: 3_000 });
  expect.assertions(3_000);
});

const level = (name: string, inner: string) => `${name}: &${name} [${`*${inner},`.repeat(9)}]\n`;

test.each([
  ['deep nesting', '['.repeat(100_000)],
  ['deep sections', Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['many aliases', `a: &a [x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`],
  ['an alias of itself', 'turn: &a\n  port: *a\n'],
  ['a list in itself', 'turn: &a [*a]\n'],
])('%s is a finding, not a crash', async (_title, text) => {
  expect(await judge(text)).toEqual([]);
});
