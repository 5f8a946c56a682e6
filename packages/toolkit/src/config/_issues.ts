import type { z } from 'zod';
import type { ConfigPath, Mark } from './findings.ts';
import { nodesAt, type SchemaNode } from './json-schema.ts';
import { suggest } from './_suggest.ts';
import { valueAt } from './_values.ts';

type Issue = z.core.$ZodIssue;

/** Says a zod issue in words: what was expected, what was found, what to do. `quote` allows showing the value. */
export function issueMarks(issue: Issue, root: unknown, quote: boolean): Mark[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, root));
  const value = valueAt(root, path);
  if (value === undefined) return [missing(path)];
  switch (issue.code) {
    case 'invalid_type':
      return [wrongType(path, phrase(issue.expected), value)];
    case 'invalid_value':
      return [wrongChoice(path, issue.values.map(String), value, quote)];
    case 'invalid_union':
      return [wrongVariant(issue, path, value, quote)];
    case 'too_big':
    case 'too_small':
      return [outOfRange(issue, path, value, quote)];
    default:
      return [wrongForm(issue.message, path, value, quote)];
  }
}

function unknownKey(path: ConfigPath, key: string, root: unknown): Mark {
  const section = valueAt(root, path);
  const variants = nodesAt(path).filter((node) => isVariantOf(node, section));
  const keys = variants.flatMap((node) => Object.keys(node.properties ?? {}));
  const unused = keys.filter((name) => !Object.hasOwn(section ?? {}, name));
  const meant = suggest(key, unused);
  return {
    code: 'CONFIG_UNKNOWN_KEY',
    path: [...path, key],
    at: 'key',
    message: 'there is no such key',
    hint: meant ? `did you mean ${meant}?` : `keys here: ${keys.join(', ')}`,
  };
}

/** Whether a section is written as this variant: its fixed words, like `type`, are those of the variant. */
function isVariantOf(node: SchemaNode, section: unknown): boolean {
  return Object.entries(node.properties ?? {}).every(
    ([key, { const: fixed }]) => fixed === undefined || fixed === (valueAt(section, [key]) ?? fixed),
  );
}

function missing(path: ConfigPath): Mark {
  const nodes = nodesAt(path);
  const [choice] = choicesAt(path);
  const example = choice === undefined ? '' : `, for example ${String(path.at(-1))}: ${choice}`;
  const about = nodes.find((node) => node.description)?.description;
  return {
    code: 'CONFIG_MISSING_KEY',
    path,
    at: 'key',
    message: 'this key is missing',
    hint: `add it${example}${about ? `. ${about}` : ''}`,
  };
}

function wrongType(path: ConfigPath, expected: string, value: unknown): Mark {
  const hint = typeHint(path, expected, value);
  return {
    code: 'CONFIG_WRONG_TYPE',
    path,
    message: `expected ${expected}, found ${kindOf(value)}`,
    ...(hint ? { hint } : {}),
  };
}

function typeHint(path: ConfigPath, expected: string, value: unknown): string | undefined {
  if (path.length === 0) return 'a config starts with apiVersion: stoa/v1alpha1; stoa init writes one';
  if (value === null && expected === 'a section') return 'leave the key out to take the defaults';
  if (/number/.test(expected) && typeof value === 'string' && /^-?\d+$/.test(value)) {
    return 'write it without quotes';
  }
  if (expected === 'text' && (typeof value === 'number' || typeof value === 'boolean')) {
    const preset = nodesAt(path).find((node) => typeof node.default === 'string')?.default;
    return typeof preset === 'string' ? `write it like the default, ${preset}` : 'put it in quotes';
  }
  return undefined;
}

function wrongChoice(path: ConfigPath, choices: readonly string[], value: unknown, quote: boolean): Mark {
  const expected = either(choices);
  if (!isScalar(value) || value === null) return wrongType(path, expected, value);
  const meant = typeof value === 'string' ? suggest(value, choices) : undefined;
  return {
    code: 'CONFIG_WRONG_VALUE',
    path,
    message: `expected ${expected}, found ${quote ? JSON.stringify(value) : kindOf(value)}`,
    ...(meant ? { hint: `did you mean ${meant}?` } : {}),
  };
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

function wrongVariant(issue: UnionIssue, path: ConfigPath, value: unknown, quote: boolean): Mark {
  const own = issue.errors.flat().find((error) => error.code === 'custom' || error.code === 'invalid_format');
  if (own) return wrongForm(own.message, path, value, quote);
  const others = nodesAt(path).filter((node) => node.enum === undefined && node.const === undefined);
  return wrongChoice(
    path,
    [...choicesAt(path), ...others.map((node) => phrase(node.type ?? ''))],
    value,
    quote,
  );
}

/** For values whose own schema says what is wrong; some of them take a few words instead. */
function wrongForm(message: string, path: ConfigPath, value: unknown, quote: boolean): Mark {
  const found = quote && isScalar(value) ? `, found ${JSON.stringify(value)}` : '';
  const choices = choicesAt(path);
  const meant = typeof value === 'string' ? suggest(value, choices) : undefined;
  return {
    code: 'CONFIG_WRONG_VALUE',
    path,
    message: `${message}${choices.length > 0 ? `, nor ${either(choices)}` : ''}${found}`,
    ...(meant ? { hint: `did you mean ${meant}?` } : {}),
  };
}

/** `a, b or c` */
function either(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function choicesAt(path: ConfigPath): string[] {
  const nodes = nodesAt(path);
  return nodes.flatMap((node) => (node.enum ?? [node.const]).filter((choice) => typeof choice === 'string'));
}

type RangeIssue = Extract<Issue, { code: 'too_big' | 'too_small' }>;

function outOfRange(issue: RangeIssue, path: ConfigPath, value: unknown, quote: boolean): Mark {
  const big = issue.code === 'too_big';
  const limit = big ? issue.maximum : issue.minimum;
  const found =
    quote && isScalar(value) && String(value).length <= 40 ? `, found ${JSON.stringify(value)}` : '';
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' items' : '';
  // Texts of our own schemas are better than a generic one.
  const own = issue.message.startsWith('Too ') ? undefined : issue.message;
  const message = own ?? `expected at ${big ? 'most' : 'least'} ${String(limit)}${unit}${found}`;
  return { code: 'CONFIG_WRONG_VALUE', path, message };
}

/** zod's and JSON Schema's type names in plain words. */
function phrase(expected: string): string {
  const words: Record<string, string> = {
    object: 'a section',
    record: 'a section',
    array: 'a list',
    string: 'text',
    int: 'a whole number',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a section';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `a ${typeof value}`;
}
