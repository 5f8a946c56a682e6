import { defineErrors } from '../base/index.ts';

/** Codes of thrown errors and of findings: a finding is what one place in a config gets. */
export const configErrors = defineErrors({
  CONFIG_NOT_FOUND: { family: 'config', summary: 'There is no config file where one was looked for.' },
  CONFIG_UNREADABLE: { family: 'config', summary: 'The config file exists but could not be read.' },
  CONFIG_INVALID: { family: 'config', summary: 'The config has mistakes; each is listed as a finding.' },
  CONFIG_EXISTS: { family: 'usage', summary: 'A config file is there already and is not overwritten.' },
  CONFIG_UNKNOWN_TEMPLATE: { family: 'usage', summary: 'There is no config template of that name.' },
  CONFIG_SYNTAX: { family: 'config', summary: 'The file is not valid YAML.' },
  CONFIG_MODULE: { family: 'config', summary: 'A stoa.config.ts could not be loaded or exports no config.' },
  CONFIG_DUPLICATE_KEY: { family: 'config', summary: 'A key is written twice in the same section.' },
  CONFIG_UNKNOWN_KEY: { family: 'config', summary: 'A key does not exist in this section.' },
  CONFIG_MISSING_KEY: { family: 'config', summary: 'A key that has no default is missing.' },
  CONFIG_WRONG_TYPE: { family: 'config', summary: 'A value is of another type than the key takes.' },
  CONFIG_WRONG_VALUE: { family: 'config', summary: 'A value is of the right type, but not allowed.' },
  CONFIG_REFERENCE: { family: 'config', summary: 'A `${…}` is neither `${env:NAME}` nor `${file:path}`.' },
  CONFIG_ENV_MISSING: { family: 'config', summary: 'An environment variable is not set, or empty.' },
  CONFIG_FILE_UNREADABLE: {
    family: 'config',
    summary: 'A file named by `${file:path}` is missing, unreadable, empty, too large or not text.',
  },
  CONFIG_SECRET_EXPOSED: {
    family: 'config',
    summary: 'Warning: everybody on the machine can read a secret file.',
  },
  CONFIG_SECRET_INLINE: { family: 'config', summary: 'Warning: a secret stands in the config file itself.' },
  CONFIG_SECRET_CHARACTERS: {
    family: 'config',
    summary: 'A secret has white space or control characters, which other programs’ files cannot carry.',
  },
  CONFIG_SECRET_SHARED: { family: 'config', summary: 'Warning: two parts have the same secret.' },
  CONFIG_PORT_CLASH: { family: 'config', summary: 'Two parts of the platform use the same port.' },
  CONFIG_PORT_OVERFLOW: { family: 'config', summary: 'Counting up from a port goes beyond 65535.' },
  CONFIG_PORTS_TOO_FEW: { family: 'config', summary: 'A port range is too small for what it serves.' },
  CONFIG_MEMORY_BACKENDS: {
    family: 'config',
    summary: 'More than one session backend, but no event log that they share.',
  },
  CONFIG_MESH_SIZE: {
    family: 'config',
    summary: 'Warning: a room is larger than a peer-to-peer mesh carries.',
  },
  CONFIG_DURATION: { family: 'config', summary: 'A length of time is outside of what makes sense.' },
  CONFIG_ADDRESS: { family: 'config', summary: 'An address that no server can have.' },
  CONFIG_NODE_PORT: {
    family: 'config',
    summary: 'A port that Services of type NodePort cannot have, or more of them than they can carry.',
  },
  CONFIG_ADDRESS_MISSING: {
    family: 'config',
    summary: 'Clients could not be told by which address they reach a part of the platform.',
  },
  CONFIG_RELAY_PLACE: {
    family: 'config',
    summary: 'Relays lack a public address or a node, or a public address has no node of its own.',
  },
  CONFIG_CERTIFICATE: {
    family: 'config',
    summary: 'A certificate that clients would refuse; as a warning: that some clients would, or soon will.',
  },
  CONFIG_PROXIES: {
    family: 'config',
    summary:
      'The proxies in front of the session backends are not known: everybody would count as one address.',
  },
  CONFIG_QUOTA: { family: 'config', summary: 'Warning: quotas that contradict each other.' },
});

export type ConfigCode = keyof typeof configErrors.codes;
