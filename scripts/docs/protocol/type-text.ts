import type { MessageNode } from './schema.ts';

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
const most = (value: number | undefined) =>
  value === undefined || value >= Number.MAX_SAFE_INTEGER ? undefined : value;
const figure = (value: number) => value.toLocaleString('en');

/** Patterns that have a name of their own in the page's first part. */
const patterns: Readonly<Record<string, string>> = {
  '^p[0-9a-z]{8,24}$': 'participant id',
  '^[\\w.-]+$': 'command id',
};

/** A type in a few words: `text, 1 to 80 characters`. */
export function typeText(node: MessageNode): string {
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (node.const !== undefined) return code(node.const);
  if (node.enum) return node.enum.map((value) => code(value)).join(', ');
  const options = node.anyOf ?? node.oneOf;
  if (options) return options.map((option) => typeText(option)).join(' or ');
  if (node.items) return listText(node.items, node.maxItems);
  if (node.properties) return objectText(node);
  if (typeof node.type === 'object') return node.type.map((type) => typeText({ ...node, type })).join(' or ');
  if (node.type === 'string') return stringText(node);
  if (node.type === 'integer' || node.type === 'number') return numberText(node);
  return node.type === 'boolean' ? 'boolean' : (node.type ?? 'anything');
}

function listText(items: MessageNode, maxItems: number | undefined): string {
  return `list${maxItems === undefined ? '' : ` of at most ${figure(maxItems)}`}: ${typeText(items)}`;
}

function objectText({ properties = {}, required = [] }: MessageNode): string {
  const parts = Object.entries(properties).map(
    ([key, value]) => `\`${key}\`${required.includes(key) ? '' : '?'}: ${typeText(value)}`,
  );
  return `object (${parts.join('; ')})`;
}

function stringText({ pattern, minLength = 0, maxLength }: MessageNode): string {
  const known = pattern === undefined ? undefined : patterns[pattern];
  if (known) return known;
  const shape = pattern === undefined ? '' : `, like ${code(pattern).replaceAll('|', '\\|')}`;
  if (maxLength === undefined) return `text${shape}`;
  return `text, ${minLength} to ${figure(maxLength)} characters${shape}`;
}

function numberText(node: MessageNode): string {
  const whole = node.type === 'integer' ? 'whole number' : 'number';
  const low = node.exclusiveMinimum === undefined ? node.minimum : node.exclusiveMinimum + 1;
  const high = most(node.maximum);
  const lowest = low !== undefined && low > -Number.MAX_SAFE_INTEGER ? low : undefined;
  if (high === undefined) return lowest === undefined ? whole : `${whole} from ${figure(lowest)}`;
  return `${whole}, ${figure(lowest ?? 0)} to ${figure(high)}`;
}
