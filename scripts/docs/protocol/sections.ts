import { capabilities, roles, type Capability } from '@stoa/protocol';
import { answerOf, clientNotes, eventNotes, serverNotes, shapes } from '@stoa/protocol/reference';
import type { MessageNode } from './schema.ts';
import { typeText } from './type-text.ts';

type Fields = Readonly<Record<string, string>>;
interface ClientText {
  readonly about: string;
  readonly fields: Fields;
  readonly refusals: readonly string[];
  readonly follows?: string;
}

type ClientType = keyof typeof clientNotes;

const cell = (text: string) => text.replaceAll('\n', ' ').replaceAll(/(?<!\\)\|/g, '\\|');
const code = (text: string) => `\`${text}\``;

/** The one of several objects whose `type` is this. */
export function variant(node: MessageNode | undefined, type: string): MessageNode {
  const found = node?.oneOf?.find(({ properties }) => properties?.['type']?.const === type);
  if (!found) throw new Error(`the schema has no ${type}`);
  return found;
}

/** Rows for the fields of one object; every field has to have its words. */
function rows({ properties = {}, required = [] }: MessageNode, notes: Fields, known: string[]): string[] {
  return Object.entries(properties)
    .filter(([key]) => !known.includes(key))
    .map(([key, node]) => {
      const about = notes[key];
      if (about === undefined) throw new Error(`nothing is said about ${key}`);
      const present = required.includes(key) ? 'always' : presentText(node);
      return `| ${code(key)} | ${cell(typeText(node))} | ${present} | ${cell(about)} |`;
    });
}

function presentText({ default: preset }: MessageNode): string {
  if (preset === undefined) return 'optional';
  const isPlain = typeof preset === 'string' || (Array.isArray(preset) && preset.length === 0);
  return isPlain ? `else ${code(typeof preset === 'string' ? preset : '[]')}` : 'else its defaults';
}

function table(list: readonly string[]): string {
  if (list.length === 0) return '';
  return `\n| field | type | present | meaning |\n| --- | --- | --- | --- |\n${list.join('\n')}\n`;
}

/** Who may send it: everybody in a room, or some roles; `hello` comes before there is one. */
function senders(type: ClientType): string {
  if (type === 'hello') return 'whoever has not joined';
  const may = capabilities[type satisfies Capability];
  if (may.length === roles.length) return 'everybody';
  return may.map((role) => code(role)).join(', ');
}

const serverAnchor = (type: string) => `[${code(type)}](#server-${type})`;

export function clientSection(type: ClientType, node: MessageNode): string {
  const note: ClientText = clientNotes[type];
  const refusals = note.refusals.map((one) => code(one)).join(', ');
  const lines = [
    `- from: ${senders(type)}`,
    `- answered by: ${serverAnchor(answerOf(type))}`,
    ...(refusals ? [`- refused with: ${refusals}`] : []),
    ...(note.follows ? [`- then: ${note.follows}`] : []),
  ];
  return `### <a id="client-${type}"></a>${type}

${note.about}

${lines.join('\n')}
${table(rows(node, note.fields, ['type', 'id']))}`;
}

export function serverSection(type: keyof typeof serverNotes, node: MessageNode): string {
  const { about, fields }: { about: string; fields: Fields } = serverNotes[type];
  return `### <a id="server-${type}"></a>${type}

${about}
${table(rows(node, fields, ['type', 're']))}`;
}

export function eventSection(type: keyof typeof eventNotes, node: MessageNode): string {
  const { about, fields }: { about: string; fields: Fields } = eventNotes[type];
  return `### <a id="event-${type}"></a>${type}

${about}
${table(rows(node, fields, ['type', 'at', 'participant']))}`;
}

export function shapeSection(name: keyof typeof shapes, node: MessageNode): string {
  const { about, fields }: { about: string; fields: Fields } = shapes[name];
  const parts = node.oneOf ?? [node];
  const tables = parts.map((part) => table(rows(part, fields, [])));
  return `### ${name}\n\n${about}\n${tables.join('\nor\n')}`;
}
