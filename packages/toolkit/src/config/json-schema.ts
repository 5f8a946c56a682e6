import { z } from 'zod';
import type { ConfigPath } from './findings.ts';
import { platformSchema } from './schema/index.ts';

/** The part of JSON Schema that zod writes for configs. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  /** Ours, by `meta({ secret: true })`. */
  readonly secret?: boolean;
  readonly $ref?: string;
}

let cached: SchemaNode | undefined;

/** The platform schema as a user writes it, as plain data: what other parts read keys, types and secrets from. */
export function platformNode(): SchemaNode {
  cached ??= z.toJSONSchema(platformSchema, { io: 'input' }) as SchemaNode;
  return cached;
}

/** All nodes that may stand at a path: several when a section has variants. */
export function nodesAt(path: ConfigPath): SchemaNode[] {
  let nodes = variants(platformNode());
  for (const part of path) {
    nodes = nodes.flatMap((node) => {
      const inner = typeof part === 'number' ? node.items : ownProperty(node.properties, part);
      return inner ? variants(inner) : [];
    });
  }
  return nodes;
}

function ownProperty<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

function variants(node: SchemaNode): SchemaNode[] {
  const { oneOf, anyOf, ...about } = node;
  const options = oneOf ?? anyOf;
  return options ? options.flatMap((option) => variants({ ...about, ...option })) : [node];
}

export function isSecret(path: ConfigPath): boolean {
  return nodesAt(path).some((node) => node.secret === true);
}

/** Paths of all fields that hold secrets; lists are not entered. */
export function secretPaths(node: SchemaNode = platformNode(), path: ConfigPath = []): ConfigPath[] {
  if (node.secret) return [path];
  const inside = Object.entries(node.properties ?? {});
  const options = [...(node.oneOf ?? []), ...(node.anyOf ?? [])];
  return [
    ...options.flatMap((option) => secretPaths(option, path)),
    ...inside.flatMap(([key, value]) => secretPaths(value, [...path, key])),
  ];
}

/**
 * The JSON Schema for editors. Every scalar also takes a `${env:NAME}` or `${file:path}` reference, which the plain
 * schema would call wrong.
 */
export function editorSchema(): Record<string, unknown> {
  return {
    title: 'Stoa platform',
    ...(withReferences(platformNode()) as Record<string, unknown>),
    $defs: {
      reference: {
        type: 'string',
        pattern: '\\$\\{(env|file):[^}]+\\}',
        description: 'Value taken from the environment or from a file.',
      },
    },
  };
}

function withReferences(node: SchemaNode): unknown {
  if (node.properties) {
    const properties = Object.entries(node.properties).map(([key, value]) => [key, withReferences(value)]);
    return { ...node, properties: Object.fromEntries(properties) as unknown };
  }
  if (node.oneOf) return { ...node, oneOf: node.oneOf.map((option) => withReferences(option)) };
  if (node.items) return { ...node, items: withReferences(node.items) };
  if (node.const !== undefined) return node;
  const { description, default: preset, anyOf, secret: _secret, ...rest } = node;
  const options = anyOf ?? [rest];
  return {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
    anyOf: [...options, { $ref: '#/$defs/reference' }],
  };
}
