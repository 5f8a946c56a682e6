import { expect, test } from 'vitest';
import { parseProcessStat } from './process-info.ts';
import { socketInodes } from './port-holder.ts';
import { planRestart } from './supervisor/restart-policy.ts';

test('a program name may hold spaces and parentheses', () => {
  const rest =
    'S 17 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 987654 1000000 2048 18446744073709551615';
  expect(parseProcessStat(`42 (a ) S 1 (b) ${rest}`)).toEqual({
    state: 'S',
    ppid: 17,
    startTime: 987_654,
    cpuTicks: 300,
    residentPages: 2_048,
  });
});

test('sockets that stand in the way of a port', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0 100',
    '   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1 0 100',
    '   2: 0700000A:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0 100',
    '   3: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 444 1 0 100',
    '   4: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 555 1 0 100',
  ].join('\n');
  const use = { address: '127.0.0.1', first: 8_080 };
  expect(socketInodes(table, { ...use, proto: 'tcp' })).toEqual(['111', '222']);
  // UDP sockets have no listening state.
  expect(socketInodes(table, { ...use, proto: 'udp' })).toEqual(['111', '222', '444']);
  const table6 =
    'head\n 0: 00000000000000000000000000000000:1F90 0:0 0A 0:0 0:0 0 0 0 666 1\n' +
    ' 1: 0000000000000000FFFF00000100007F:1F90 0:0 0A 0:0 0:0 0 0 0 777 1';
  expect(socketInodes(table6, { ...use, proto: 'tcp' })).toEqual(['666', '777']);
});

test('restarts come quickly at first, slower later, and are told as a crash loop', () => {
  const random = () => 0;
  const first = planRestart(0, 100, random);
  expect(first).toEqual({ failures: 1, state: 'backoff', delayMs: 250 });
  expect(planRestart(3, 100, random)).toMatchObject({ state: 'backoff', delayMs: 2_000 });
  expect(planRestart(4, 100, random)).toMatchObject({ state: 'crash-loop', delayMs: 4_000 });
  expect(planRestart(50, 100, random).delayMs).toBe(15_000);
});

test('a run of ten seconds ends a crash loop', () => {
  expect(planRestart(20, 10_000, () => 0)).toMatchObject({ failures: 1, state: 'backoff', delayMs: 250 });
});

test('delays are spread, so that components do not start in step', () => {
  expect(planRestart(3, 0, () => 1).delayMs).toBe(1_400);
});
