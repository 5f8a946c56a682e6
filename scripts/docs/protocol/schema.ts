import { clientMessageSchema, roomEventSchema, serverMessageSchema } from '@stoa/protocol';
import { clientNotes, eventNotes, serverNotes, shapes } from '@stoa/protocol/reference';
import { z } from 'zod';

/** The part of JSON Schema that zod writes for messages. */
export interface MessageNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, MessageNode>>;
  readonly required?: readonly string[];
  readonly items?: MessageNode;
  readonly oneOf?: readonly MessageNode[];
  readonly anyOf?: readonly MessageNode[];
  readonly default?: unknown;
}

/** Every schema that the reference names, by that name. */
export const named = {
  ClientMessage: clientMessageSchema,
  ServerMessage: serverMessageSchema,
  RoomEvent: roomEventSchema,
  ...Object.fromEntries(Object.entries(shapes).map(([name, { schema }]) => [name, schema as z.ZodType])),
} as Readonly<Record<string, z.ZodType>>;

type Texts = Readonly<Record<string, { readonly about: string; readonly fields: object }>>;

/** What is said about the objects of a union, by their `type`. */
const texts: Readonly<Record<string, Texts>> = {
  ClientMessage: clientNotes,
  ServerMessage: serverNotes,
  RoomEvent: eventNotes,
};

/** With a description for each kind of message and event, and each of its fields. */
function described(node: MessageNode, notes: Texts): MessageNode {
  if (!node.oneOf) return node;
  const oneOf = node.oneOf.map((option) => {
    const note = notes[String(option.properties?.['type']?.const)];
    if (!note) return option;
    const fields = note.fields as Readonly<Record<string, string | undefined>>;
    const properties = Object.entries(option.properties ?? {}).map(([key, value]) => {
      const description = fields[key];
      return [key, description === undefined ? value : { description, ...value }];
    });
    const about = { description: note.about, ...option };
    return { ...about, properties: Object.fromEntries(properties) as Record<string, MessageNode> };
  });
  return { ...node, oneOf };
}

/**
 * `protocol.schema.json`: both kinds of messages, as they are on the wire. What a server sends may have further fields
 * in later versions of the same subprotocol; what a client sends may not have any.
 */
export function protocolSchema(): { readonly $defs: Readonly<Record<string, MessageNode>> } {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/$defs/${id}` });
  const defs = Object.entries(schemas).map(([name, schema]) => {
    const { $schema: _schema, $id: _id, id: _own, ...rest } = schema as Record<string, unknown>;
    return [name, described(rest, texts[name] ?? {})];
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Messages between clients and session backends',
    anyOf: [{ $ref: '#/$defs/ClientMessage' }, { $ref: '#/$defs/ServerMessage' }],
    $defs: Object.fromEntries(defs) as Record<string, MessageNode>,
  } as { readonly $defs: Readonly<Record<string, MessageNode>> };
}
