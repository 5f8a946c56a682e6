import type { ComponentStatus, PlatformStatus } from '@stoa/toolkit/local';
import { expect, test } from 'vitest';
import { painter } from './printers/index.ts';
import { formatAge, formatStatus } from './status-text.ts';

const redis: ComponentStatus = {
  name: 'redis',
  kind: 'redis',
  state: 'running',
  ready: true,
  probe: { ms: 1.2, message: null },
  pid: 4711,
  uptimeMs: 125_000,
  restarts: 0,
  lastExit: null,
  cpuPercent: 0.25,
  memoryBytes: 12_582_912,
  ports: [
    {
      component: 'redis',
      proto: 'tcp',
      address: '127.0.0.1',
      first: 16_379,
      last: 16_379,
      setting: 'redis.port',
    },
  ],
};
const janus: ComponentStatus = {
  name: 'janus-0',
  kind: 'janus',
  state: 'crash-loop',
  ready: false,
  probe: { ms: 3, message: 'connect ECONNREFUSED\n127.0.0.1:18188' },
  pid: null,
  uptimeMs: null,
  restarts: 12,
  lastExit: { code: 1, signal: null, at: '2026-11-21T08:00:00.000Z' },
  cpuPercent: null,
  memoryBytes: null,
  ports: [
    {
      component: 'janus-0',
      proto: 'udp',
      address: '192.0.2.7',
      first: 20_000,
      last: 21_999,
      setting: 'sfu.rtpPorts',
    },
  ],
};
const status: PlatformStatus = {
  state: 'degraded',
  platform: 'calls',
  stateDir: '/srv/calls/.stoa',
  mediaAddress: '192.0.2.7',
  urls: { https: ['https://192.0.2.7:8443'], http: ['http://127.0.0.1:8080'] },
  caFile: '/srv/calls/.stoa/tls/ca.pem',
  supervisor: { pid: 4700, startedAt: '2026-11-21T07:00:00.000Z' },
  missing: [
    {
      part: 'coturn',
      program: 'turnserver',
      message: 'coturn is not installed',
      cost: 'direct paths only',
      command: 'apt-get install coturn',
    },
  ],
  components: [redis, janus],
  sfus: [
    { name: 'janus-0', up: true, cordoned: true, draining: true, sessions: 6, rooms: 2 },
    { name: 'janus-1', up: true, cordoned: false, draining: false, sessions: 3, rooms: 1 },
    { name: 'janus-2', up: true, cordoned: true, draining: false, sessions: 0, rooms: 0 },
  ],
};

test('a platform in trouble, narrow and wide; one that is stopped', async () => {
  const plain = painter(false);
  const texts = [
    formatStatus(status, plain, false),
    formatStatus(status, plain, true),
    formatStatus({ ...status, state: 'unsupervised', components: [], missing: [], sfus: [] }, plain, false),
    formatStatus({ ...status, state: 'stopped', platform: null, components: [] }, plain, false),
  ];
  await expect(texts.join('\n----\n')).toMatchFileSnapshot('__golden__/status.txt');
});

test('ages', () => {
  expect([0, 59_999, 60_000, 7_199_000, 172_800_000].map(formatAge)).toEqual(['0s', '59s', '1m', '1h', '2d']);
});
