import { expect, test } from 'vitest';
import { checkRules } from './rules.ts';
import { platformSchema, type PlatformInput } from './schema/index.ts';

function codesOf(input: Partial<PlatformInput>): string[] {
  const raw = { apiVersion: 'stoa/v1alpha1', name: 'calls', target: { type: 'local' }, ...input };
  const marks = checkRules({ platform: platformSchema.parse(raw), raw });
  return marks.map(({ code, path, severity }) => `${severity ?? 'error'} ${code} ${path.join('.')}`);
}

type ClusterInput = Extract<PlatformInput['target'], { type: 'kubernetes' }>;

function onCluster(relay: NonNullable<ClusterInput['relay']>): ClusterInput {
  const images = { registry: 'r.example.org/stoa', tag: 'v1' };
  const hosts = relay.externalIps ? {} : { hosts: ['relay-0.example.org', 'relay-1.example.org'] };
  return { type: 'kubernetes', images, web: { hosts: ['meet.example.org'] }, relay: { ...hosts, ...relay } };
}

test('the defaults clash with nothing', () => {
  expect(codesOf({})).toEqual([]);
});

test.each<[string, Partial<PlatformInput>, string[]]>([
  ['one port for two single things', { redis: { port: 3478 } }, ['error CONFIG_PORT_CLASH redis.port']],
  ['TCP and UDP do not clash', { redis: { port: 20_000 } }, []],
  ['UDP of TURN in the media range', { turn: { port: 20_100 } }, ['error CONFIG_PORT_CLASH turn.port']],
  ['ranges that touch but do not overlap', { sfu: { rtpPorts: { min: 22_000, max: 23_999 } } }, []],
  ['parts that are off use no ports', { turn: { kind: 'none', port: 8443 }, redis: { kind: 'redis' } }, []],
  [
    'replicas count up',
    { sfu: { replicas: 8, adminPort: 18_181 } },
    ['error CONFIG_PORT_CLASH sfu.adminPort'],
  ],
  ['written rather than default', { meet: { port: 3478 } }, ['error CONFIG_PORT_CLASH meet.port']],
  [
    'mesh in a large room',
    { sfu: { kind: 'none' }, meet: { room: { maxParticipants: 10 } } },
    ['warning CONFIG_MESH_SIZE meet.room.maxParticipants'],
  ],
  ['mesh with default room', { sfu: { kind: 'none' } }, []],
  ['memory with one backend', { redis: { kind: 'memory' }, meet: { backends: 1 } }, []],
  [
    'memory with three',
    { redis: { kind: 'memory' }, meet: { backends: 3 } },
    ['error CONFIG_MEMORY_BACKENDS meet.backends'],
  ],
  [
    'media ports for two callers',
    { sfu: { rtpPorts: { min: 20_000, max: 20_007 } } },
    ['warning CONFIG_PORTS_TOO_FEW sfu.rtpPorts'],
  ],
  [
    'media ports for nobody',
    { sfu: { rtpPorts: { min: 20_000, max: 20_001 } } },
    ['error CONFIG_PORTS_TOO_FEW sfu.rtpPorts'],
  ],
  ['grace of a day', { meet: { resumeGrace: '1d' } }, ['error CONFIG_DURATION meet.resumeGrace']],
  [
    'lifetime of no length',
    { turn: { credentialLifetime: '1ms' } },
    ['error CONFIG_DURATION turn.credentialLifetime'],
  ],
  [
    'lifetime beyond numbers',
    { turn: { credentialLifetime: `${'9'.repeat(400)}d` } },
    ['error CONFIG_DURATION turn.credentialLifetime'],
  ],
  [
    'multicast address',
    { target: { type: 'local', address: '239.1.2.3' } },
    ['error CONFIG_ADDRESS target.address'],
  ],
  ['address of the documentation', { target: { type: 'local', address: '192.0.2.1' } }, []],
  [
    'state in the root folder',
    { target: { type: 'local', stateDir: '/' } },
    ['error CONFIG_WRONG_VALUE target.stateDir'],
  ],
  [
    'state in the config folder',
    { target: { type: 'local', stateDir: '.' } },
    ['error CONFIG_WRONG_VALUE target.stateDir'],
  ],
  [
    'quotas that contradict',
    { turn: { userQuota: 9, totalQuota: 3 } },
    ['warning CONFIG_QUOTA turn.userQuota'],
  ],
  [
    'a secret that is a key in PEM',
    { turn: { secret: '-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----' } },
    ['warning CONFIG_SECRET_INLINE turn.secret', 'error CONFIG_SECRET_CHARACTERS turn.secret'],
  ],
  ['a cluster with its defaults', { target: onCluster({}) }, []],
  [
    'node ports with the default ports of relays',
    { target: onCluster({ exposure: 'nodePort' }) },
    [
      'error CONFIG_NODE_PORT turn.port',
      'error CONFIG_NODE_PORT turn.tlsPort',
      'error CONFIG_NODE_PORT turn.relayPorts',
      'error CONFIG_NODE_PORT turn.relayPorts',
    ],
  ],
  [
    'node ports in their range',
    {
      target: onCluster({ exposure: 'nodePort' }),
      turn: { port: 30_478, tlsPort: 30_349, relayPorts: { min: 31_000, max: 31_199 } },
    },
    [],
  ],
  [
    'fewer nodes than relays',
    { target: onCluster({ nodes: ['a'] }), turn: { replicas: 2 } },
    ['error CONFIG_RELAY_PLACE target.relay.nodes'],
  ],
  [
    'a public address without its node',
    { target: onCluster({ externalIps: ['203.0.113.7'] }) },
    ['error CONFIG_RELAY_PLACE target.relay.externalIps'],
  ],
  [
    'nobody knows where browsers and clients come',
    { target: { ...onCluster({ hosts: [] }), web: {} } },
    ['error CONFIG_ADDRESS_MISSING target.web.hosts', 'error CONFIG_ADDRESS_MISSING target.relay.hosts'],
  ],
  [
    'a gateway whose proxies nobody knows',
    { target: { ...onCluster({}), web: { exposure: 'gateway', hosts: ['meet.example.org'] } } },
    ['error CONFIG_PROXIES target.networks.pods'],
  ],
  [
    'a gateway whose proxies are known otherwise',
    {
      target: { ...onCluster({}), web: { exposure: 'gateway', hosts: ['meet.example.org'] } },
      meet: { trustedProxies: ['10.244.0.0/16'] },
    },
    [],
  ],
  [
    'fewer addresses than relays',
    { target: onCluster({ hosts: ['a.example.org'] }), turn: { replicas: 2 } },
    ['error CONFIG_ADDRESS_MISSING target.relay.hosts'],
  ],
  [
    'a node port for the web that is a relay’s',
    {
      target: { ...onCluster({ exposure: 'nodePort' }), web: { hosts: ['m.example.org'], nodePort: 30_479 } },
      turn: { replicas: 2, port: 30_478, tlsPort: 30_349, relayPorts: { min: 31_000, max: 31_199 } },
    },
    ['error CONFIG_NODE_PORT target.web.nodePort'],
  ],
  [
    'a drain of a week',
    { target: onCluster({ drainLimit: '7d' }) },
    ['error CONFIG_DURATION target.relay.drainLimit'],
  ],
  [
    'a line break in a secret',
    { turn: { secret: '${env:A}0123456789\nabcdef' } },
    ['error CONFIG_SECRET_CHARACTERS turn.secret'],
  ],
])('%s', (_title, input, expected) => {
  expect(codesOf(input)).toEqual(expected);
});
