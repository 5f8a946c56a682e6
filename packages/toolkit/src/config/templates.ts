import { configErrors } from './config-errors.ts';

export interface TemplateInput {
  /** Name of the platform. */
  readonly name: string;
  /** Path of the JSON Schema for the editor, relative to the config file. */
  readonly schema: string;
}

export interface Template {
  readonly name: string;
  readonly summary: string;
  /** What follows `apiVersion` and `name`. */
  readonly body: string;
}

export const templates: readonly Template[] = [
  {
    name: 'local',
    summary: 'On this machine: two session backends, two Janus, coturn, Redis',
    body: `
# Everything runs on this machine. Every key that is left out has a default: stoa config show
target:
  type: local

meet:
  backends: 2
  room:
    maxParticipants: 50

sfu:
  kind: janus
  replicas: 2

turn:
  kind: coturn
  realm: stoa.example.org

redis:
  kind: redis
`,
  },
  {
    name: 'lan',
    summary: 'On this machine, for phones and computers on the same network',
    body: `
# Media and web listen on this machine's main address, so that others on the network can join.
target:
  type: local
  address: primary
`,
  },
  {
    name: 'mesh',
    summary: 'On this machine with nothing installed: one session backend, calls of up to 4 people',
    body: `
# Needs no Janus, no coturn and no Redis. Rooms end when the session backend ends.
target:
  type: local

meet:
  backends: 1
  room:
    maxParticipants: 4

sfu:
  kind: none

turn:
  kind: none

redis:
  kind: memory
`,
  },
];

/**
 * The text of a new config file.
 * @throws CONFIG_UNKNOWN_TEMPLATE
 */
export function renderTemplate(name: string, input: TemplateInput): string {
  const template = templates.find((candidate) => candidate.name === name);
  if (!template) {
    throw configErrors.make('CONFIG_UNKNOWN_TEMPLATE', `there is no template ${name}`, {
      hint: `there are ${templates.map((candidate) => candidate.name).join(', ')}`,
    });
  }
  return `# yaml-language-server: $schema=${input.schema}
apiVersion: stoa/v1alpha1
name: ${input.name}
${template.body}`;
}
