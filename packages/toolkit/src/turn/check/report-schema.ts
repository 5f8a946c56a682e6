import { turnErrors } from '../turn-errors.ts';

const string = { type: 'string' } as const;
const number = { type: 'number' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const boolean = { type: 'boolean' } as const;
const nullableString = { type: ['string', 'null'] } as const;

/** An object with exactly these properties; those named in `optional` may be missing. */
function object(properties: Readonly<Record<string, unknown>>, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false };
}

const list = (items: unknown) => ({ type: 'array', items });
const map = (values: unknown) => ({ type: 'object', additionalProperties: values });

const endpoint = object({ address: string, port: count });
const microseconds = { type: 'integer', minimum: 0, description: 'microseconds' } as const;
const path = object({ sent: count, there: count, back: count, skipped: string }, ['skipped']);

const definitions = {
  endpoint,
  finding: object(
    {
      code: { enum: Object.keys(turnErrors.codes) },
      severity: { enum: ['error', 'warning', 'info'] },
      message: string,
      hint: string,
      details: { type: 'object' },
    },
    ['hint', 'details'],
  ),
  echo: object(
    {
      sent: count,
      received: count,
      perSecond: number,
      p50Us: microseconds,
      p90Us: microseconds,
      p99Us: microseconds,
      maxUs: microseconds,
    },
    ['p50Us', 'p90Us', 'p99Us', 'maxUs'],
  ),
  path,
  tls: object({
    protocol: string,
    subject: string,
    issuer: string,
    names: list(string),
    notBefore: string,
    notAfter: string,
    chainError: nullableString,
    nameError: nullableString,
  }),
  permission: object(
    {
      target: string,
      kind: { enum: ['loopback', 'unspecified', 'link-local', 'private', 'shared', 'multicast', 'public'] },
      result: { enum: ['accepted', 'refused', 'not tested'] },
      stunCode: count,
    },
    ['stunCode'],
  ),
};

const ref = (name: keyof typeof definitions) => ({ $ref: `#/$defs/${name}` });

const url = object(
  {
    url: string,
    ok: boolean,
    address: string,
    software: string,
    realm: string,
    relayed: ref('endpoint'),
    mapped: ref('endpoint'),
    lifetimeSeconds: count,
    alternates: list(ref('endpoint')),
    tls: ref('tls'),
    timings: { ...map(number), description: 'milliseconds by step' },
    paths: object({ relayToRelay: ref('echo'), relayFirst: ref('path'), peerFirst: ref('path') }, [
      'relayToRelay',
      'relayFirst',
      'peerFirst',
    ]),
    permissions: list(ref('permission')),
    clockSkewSeconds: { type: 'integer', description: "server's clock minus ours" },
    findings: list(ref('finding')),
  },
  ['address', 'software', 'realm', 'relayed', 'mapped', 'lifetimeSeconds', 'tls', 'clockSkewSeconds'],
);

/** JSON Schema (2020-12) of TurnReport, as `stoa turn check --json` prints it. */
export const turnReportSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Report of stoa turn check',
  ...object({
    schema: { const: 'stoa.turn-check/v1' },
    ok: boolean,
    startedAt: { type: 'string', format: 'date-time' },
    durationMs: number,
    urls: list(url),
  }),
  $defs: definitions,
};
