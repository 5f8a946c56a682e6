import type { ConfigPath, Mark } from './findings.ts';
import { isWritten, type RuleInput } from './_rule.ts';
import { durationMs } from './schema/index.ts';

export function memoryBackends(input: RuleInput): Mark[] {
  const { redis, meet } = input.platform;
  if (redis.kind !== 'memory' || meet.backends === 1) return [];
  const written = isWritten(input, ['meet', 'backends']);
  return [
    {
      code: 'CONFIG_MEMORY_BACKENDS',
      path: written ? ['meet', 'backends'] : ['redis', 'kind'],
      message: `${meet.backends} session backends cannot share rooms that are kept in memory`,
      hint: 'set meet.backends: 1, or redis.kind: redis',
    },
  ];
}

const meshLimit = 4;

export function meshSize(input: RuleInput): Mark[] {
  const { sfu, meet } = input.platform;
  const path: ConfigPath = ['meet', 'room', 'maxParticipants'];
  if (sfu.kind !== 'none' || meet.room.maxParticipants <= meshLimit || !isWritten(input, path)) return [];
  return [
    {
      severity: 'warning',
      code: 'CONFIG_MESH_SIZE',
      path,
      message: `without an SFU a room holds ${meshLimit} people, not ${meet.room.maxParticipants}`,
      hint: 'set sfu.kind: janus for larger rooms',
    },
  ];
}

export function lengthsOfTime({ platform }: RuleInput): Mark[] {
  // Credentials must outlive the start of a call, and their expiry is a 32-bit number of seconds.
  return [
    outside(['turn', 'credentialLifetime'], platform.turn.credentialLifetime, '30s', '30d'),
    ...drainLimit(platform),
    outside(['meet', 'resumeGrace'], platform.meet.resumeGrace, '1s', '1h'),
    outside(['meet', 'auth', 'clockTolerance'], platform.meet.auth.clockTolerance, '1ms', '10m'),
  ].filter((mark) => mark !== undefined);
}

function drainLimit({ target }: RuleInput['platform']): (Mark | undefined)[] {
  if (target.type !== 'kubernetes') return [];
  return [outside(['target', 'relay', 'drainLimit'], target.relay.drainLimit, '1s', '1d')];
}

function outside(path: ConfigPath, value: string, least: string, most: string): Mark | undefined {
  const ms = durationMs(value);
  if (ms >= durationMs(least) && ms <= durationMs(most)) return undefined;
  return {
    code: 'CONFIG_DURATION',
    path,
    message: `expected between ${least} and ${most}, found ${value.slice(0, 40)}`,
  };
}

export function impossibleAddress({ platform: { target } }: RuleInput): Mark[] {
  if (target.type !== 'local') return [];
  const { address } = target;
  const first = Number(address.split('.', 1)[0]);
  // 0/8 means "this network", 224/4 is multicast, 240/4 reserved (RFC 6890).
  if (!Number.isInteger(first) || (first > 0 && first < 224)) return [];
  return [
    {
      code: 'CONFIG_ADDRESS',
      path: ['target', 'address'],
      message: `${address} is not an address that clients can reach`,
      hint: 'write an address of this machine, or auto, loopback or primary',
    },
  ];
}

export function stateDir({ platform }: RuleInput): Mark[] {
  const path = platform.target.stateDir;
  const control = /\p{Cc}/u.test(path);
  if (!control && !/^[/.]*$/.test(path)) return [];
  return [
    {
      code: 'CONFIG_WRONG_VALUE',
      path: ['target', 'stateDir'],
      message: control ? 'a folder name with control characters' : `${path} cannot be a state folder`,
      hint: 'name a folder that holds nothing else, like .stoa',
    },
  ];
}

export function quotas({ platform: { turn } }: RuleInput): Mark[] {
  if (turn.totalQuota === 0 || turn.userQuota <= turn.totalQuota) return [];
  return [
    {
      severity: 'warning',
      code: 'CONFIG_QUOTA',
      path: ['turn', 'userQuota'],
      message: `one user may have ${turn.userQuota} allocations, but all together only ${turn.totalQuota}`,
    },
  ];
}
