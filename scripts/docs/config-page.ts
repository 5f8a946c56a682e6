import { platformNode, type SchemaNode } from '@stoa/toolkit/config';

/** `docs/reference/config.md`: one section for each object of the config, with its keys in a table. */
export function configPage(): string {
  const root = platformNode();
  const sections = sectionsOf('', root);
  return `# stoa.yaml

Made from the schema by \`make docs\`; do not edit. The same as JSON Schema: [stoa.schema.json](stoa.schema.json).

A config is \`stoa.yaml\`, \`stoa.yml\` or \`stoa.config.ts\` (\`export default defineConfig({ … })\` from
\`@stoa/toolkit/config\`). \`stoa init\` writes one, \`stoa validate\` says what is wrong with one, \`stoa config show\` prints
it with all defaults.

Every text and number may be taken from elsewhere: \`\${env:NAME}\` from the environment, \`\${file:path}\` from a small
text file (the path counts from the config file, a final line break is dropped). \`$\${\` stands for a literal \`\${\`.
Secrets that are left out are generated once and kept in the state folder.

${sections.join('\n')}`;
}

function sectionsOf(path: string, node: SchemaNode): string[] {
  const options = node.oneOf ?? [node];
  const own = options.map((option) => sectionOf(path, { ...node, ...option }, options.length > 1));
  const inner = options.flatMap((option) =>
    Object.entries(option.properties ?? {})
      .filter(([, value]) => value.properties ?? value.oneOf)
      .flatMap(([key, value]) => sectionsOf(path ? `${path}.${key}` : key, value)),
  );
  return [...own, ...inner];
}

function sectionOf(path: string, node: SchemaNode, isVariant: boolean): string {
  const variant = isVariant ? ` (${String(node.properties?.['type']?.const)})` : '';
  const rows = Object.entries(node.properties ?? {}).map(([key, value]) =>
    rowOf(path, key, value, node.required?.includes(key) ?? false),
  );
  const about = node.description ? `${node.description}\n\n` : '';
  return `## ${path ? `\`${path}\`` : 'Top level'}${variant}

${about}| key | type | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function rowOf(path: string, key: string, node: SchemaNode, required: boolean): string {
  const isSection = node.properties !== undefined || node.oneOf !== undefined;
  const heading = (path ? `${path}.${key}` : key).toLowerCase().replaceAll('.', '');
  // A section with variants has a heading for each: the link leads to the first.
  const [first, second] = node.oneOf ?? [];
  const anchor = second ? `${heading}-${String(first?.properties?.['type']?.const)}` : heading;
  const name = isSection ? `[\`${key}\`](#${anchor})` : `\`${key}\``;
  return `| ${name} | ${typeOf(node)} | ${presetOf(node, required)} | ${escape(node.description ?? '')} |`;
}

function presetOf(node: SchemaNode, required: boolean): string {
  if (required) return 'required';
  if (node.secret) return 'generated';
  const preset = node.default;
  if (preset === undefined) return '–';
  if (Array.isArray(preset) && preset.length === 0) return 'empty';
  const isEmpty = typeof preset === 'object' && preset !== null && Object.keys(preset).length === 0;
  return isEmpty ? 'its defaults' : `\`${JSON.stringify(preset)}\``;
}

function typeOf(node: SchemaNode): string {
  if (node.const !== undefined) return code(node.const);
  if (node.enum) return node.enum.map((value) => code(value)).join(', ');
  if (node.anyOf) return node.anyOf.map((option) => typeOf(option)).join(', ');
  if (node.oneOf || node.properties) return 'section';
  if (node.items) return `list: ${typeOf(node.items)}`;
  if (node.type === 'integer' || node.type === 'number') return numberType(node);
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.pattern?.includes('ms|s|m|h|d')) return 'length of time';
  if (node.minLength !== undefined && node.minLength > 1) return `text, ${node.minLength} characters or more`;
  return node.maxLength === undefined ? 'text' : `text, at most ${node.maxLength} characters`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function numberType({ minimum, maximum }: SchemaNode): string {
  const last = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined && last === undefined) return 'whole number';
  return last === undefined ? `whole number from ${minimum}` : `${minimum ?? 0} to ${last}`;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|');
}
