import { capabilities, closeCodes, errorCodes, roles } from '@stoa/protocol';
import {
  anyRefusals,
  byeNotes,
  clientNotes,
  closeNotes,
  errorNotes,
  eventNotes,
  refusalsOf,
  roleNotes,
  roomRefusals,
  serverNotes,
  shapes,
} from '@stoa/protocol/reference';
import { flow } from './flow.ts';
import { protocolSchema } from './schema.ts';
import { clientSection, eventSection, serverSection, shapeSection, variant } from './sections.ts';

function keys<T extends object>(record: T): (keyof T & string)[] {
  return Object.keys(record) as (keyof T & string)[];
}

/** `docs/reference/protocol.md`: for whoever writes another client. */
export function protocolPage(): string {
  const { $defs } = protocolSchema();
  const section = <T extends string>(
    name: string,
    types: readonly T[],
    make: (type: T, node: ReturnType<typeof variant>) => string,
  ) => types.map((type) => make(type, variant($defs[name], type))).join('\n');
  const shapeText = keys(shapes).map((name) => shapeSection(name, $defs[name] ?? {}));
  return `# Protocol

Made from the schemas by \`make docs\`; do not edit. What clients and session backends say to each other; the messages as
JSON Schema: [protocol.schema.json](protocol.schema.json).

${flow}
## Roles

${rolesTable()}

${capabilitiesTable()}

Beside the table: \`kick\`, \`mute\`, \`mute-all\` and lowering a \`hand\` need a higher role than the other person has, and so
does \`screen-deny\` where it takes something away; \`admit\` and \`deny\` are for people who wait. Who a message is from is
known from the connection alone.

## From clients

Each has \`type\` and \`id\` (a command id: 1 to 64 letters, digits, \`_\`, \`.\` and \`-\`). Any of them may be refused with
${codes(anyRefusals)}, and any but \`hello\` and \`ping\` with ${codes(roomRefusals)}; other codes stand with
each message.

${section('ClientMessage', keys(clientNotes), clientSection)}
## From session backends

Answers have \`re\`, the \`id\` of the message that they answer.

${section('ServerMessage', keys(serverNotes), serverSection)}
## <a id="roomevent"></a>Events of a room

In \`events\` and \`sync\`. Each has \`type\` and \`at\` (ms since the epoch, by the clock of the backend that wrote it), and all
but \`placed\` and \`settings\` the \`participant\` that it is about (an id: \`p\` and 8 to 24 of \`0-9a-z\`).

${section('RoomEvent', keys(eventNotes), eventSection)}
## Shapes

${shapeText.join('\n')}
## Codes

${codesTable()}
### Goodbyes

| \`bye\` | meaning |
| --- | --- |
${keys(byeNotes)
  .map((code) => `| \`${code}\` | ${byeNotes[code]} |`)
  .join('\n')}

### Close codes

| close code | meaning |
| --- | --- |
${keys(closeNotes)
  .map((name) => `| ${closeCodes[name]} | ${closeNotes[name]} |`)
  .join('\n')}

A frame that is no WebSocket frame, or no UTF-8, is closed with 1002 or 1007 (RFC 6455 §7.4.1).
`;
}

function codes(list: readonly string[]): string {
  return list.map((code) => `\`${code}\``).join(', ');
}

function rolesTable(): string {
  return `| role | meaning |\n| --- | --- |\n${roles.map((role) => `| \`${role}\` | ${roleNotes[role]} |`).join('\n')}`;
}

function capabilitiesTable(): string {
  const lines = keys(capabilities).map((type) => {
    const marks = roles.map((role) => (capabilities[type].includes(role) ? 'yes' : ''));
    return `| [\`${type}\`](#client-${type}) | ${marks.join(' | ')} |`;
  });
  return `| message | ${roles.join(' | ')} |\n| --- |${' --- |'.repeat(roles.length)}\n${lines.join('\n')}`;
}

/** Which messages a code may answer; one that answers most of them is not spelt out. */
function codesTable(): string {
  const types = keys(clientNotes);
  const lines = errorCodes.map((code) => {
    const refuses = types.filter((type) => refusalsOf(type).includes(code));
    const where =
      refuses.length > types.length / 2
        ? 'most messages'
        : refuses.map((type) => `[\`${type}\`](#client-${type})`).join(', ');
    return `| \`${code}\` | ${errorNotes[code].about} | ${errorNotes[code].todo} | ${where} |`;
  });
  return `| \`error\` | meaning | what a client does | refuses |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}
