import { beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate, makeAuthority, type PemPair } from '../certs/index.ts';
import { checkRules } from './rules.ts';
import { platformSchema, type PlatformInput } from './schema/index.ts';

type ClusterInput = Extract<PlatformInput['target'], { type: 'kubernetes' }>;

const day = 24 * 3_600_000;
const names = ['*.example.org', '203.0.113.7'];
let ca: PemPair;
let server: PemPair;
const issued = (days = 0, wanted = names) => issueCertificate(ca, wanted, new Date(Date.now() + days * day));

beforeAll(async () => {
  ca = await makeAuthority('Somebody’s CA', new Date());
  server = await issued();
});

function said(change: Partial<NonNullable<ClusterInput['certificate']>>, target: Partial<ClusterInput> = {}) {
  const raw: PlatformInput = {
    apiVersion: 'stoa/v1alpha1',
    name: 'calls',
    target: {
      type: 'kubernetes',
      images: { registry: 'r.example.org/stoa', tag: 'v1' },
      web: { hosts: ['meet.example.org'] },
      relay: { hosts: ['203.0.113.7'] },
      ...target,
      certificate: { chain: server.cert + ca.cert, key: server.key, ...change },
    },
    turn: { replicas: 1 },
  };
  return checkRules({ platform: platformSchema.parse(raw), raw: { ...raw, target: {} } }).map(
    ({ code, severity, message, path }) =>
      `${severity ?? 'error'} ${code} ${path.at(-1)?.toString() ?? ''}: ${message}`,
  );
}

describe('a certificate of the config', () => {
  it('that names what clients come by is fine, by wildcard and by address', () => {
    expect(said({})).toEqual([]);
  });

  it('with the key of another is an error', async () => {
    const { key } = await issued();
    expect(said({ key })).toEqual(['error CONFIG_CERTIFICATE key: the key is not that of the certificate']);
  });

  it('that browsers refuse by its name is an error; relays have other ways left', () => {
    const hosts = { web: { hosts: ['meet.example.net'] }, relay: { hosts: ['turn.example.net'] } };
    expect(said({}, hosts)).toEqual([
      'error CONFIG_CERTIFICATE chain: browsers come by meet.example.net, which the certificate does not name',
      'warning CONFIG_CERTIFICATE chain: TURN over TLS is reached by turn.example.net, which the certificate does not name',
    ]);
  });

  it('out of its time is an error, and a warning before', async () => {
    const of = ({ cert, key }: PemPair) => said({ chain: cert, key });
    expect(of(await issued(-400))[0]).toMatch(/^error .* expired on/);
    expect(of(await issued(5))[0]).toMatch(/^error .* not valid before/);
    expect(of(await issued(-350))[0]).toMatch(/^warning .* expires on/);
  });

  it('that cannot be read is an error of the part that cannot', () => {
    const broken = (kind: string) => `-----BEGIN ${kind}-----\nbm9uZQ==\n-----END ${kind}-----\n`;
    expect(said({ chain: broken('CERTIFICATE') })).toEqual([
      'error CONFIG_CERTIFICATE chain: the certificate cannot be read',
    ]);
    expect(said({ key: broken('PRIVATE KEY') })[0]).toMatch(/^error CONFIG_CERTIFICATE key: /);
  });
});
