import { expect, test } from 'vitest';
import { judgePaths } from './judge-paths.ts';
import type { PathReport, PathsReport } from './report.ts';

const echo = (received: number) => ({ sent: 100, received, perSecond: 1 });
const path = (there: number, back: number): PathReport => ({ sent: 10, there, back });
const skipped: PathReport = { sent: 0, there: 0, back: 0, skipped: 'behind a NAT' };
const good = { relayToRelay: echo(100), relayFirst: path(10, 10), peerFirst: path(10, 10) };

test.each<[string, PathsReport, [string, string][]]>([
  ['all well', good, []],
  ['nothing tested', {}, []],
  ['a few lost on the peer paths', { ...good, relayFirst: path(9, 7) }, []],
  ['no echo between relays', { ...good, relayToRelay: echo(0) }, [['TURN_NO_ECHO', 'error']]],
  ['1 % lost', { ...good, relayToRelay: echo(99) }, [['TURN_PACKET_LOSS', 'warning']]],
  ['6 % lost', { ...good, relayToRelay: echo(94) }, [['TURN_PACKET_LOSS', 'error']]],
  [
    'the peer that speaks first is not heard',
    { ...good, peerFirst: path(0, 0) },
    [['TURN_RELAY_RANGE_CLOSED', 'error']],
  ],
  [
    'nothing comes back',
    { ...good, relayFirst: path(10, 0), peerFirst: path(0, 0) },
    [['TURN_ONE_WAY_RELAY', 'error']],
  ],
  [
    'nothing goes out',
    { ...good, relayFirst: path(0, 0), peerFirst: path(10, 0) },
    [['TURN_ONE_WAY_RELAY', 'error']],
  ],
  ['nothing at all', { ...good, relayFirst: path(0, 0), peerFirst: path(0, 0) }, [['TURN_NO_ECHO', 'error']]],
  ['behind a NAT, and well', { ...good, relayFirst: skipped }, []],
  [
    'behind a NAT, no answer',
    { relayFirst: skipped, peerFirst: path(10, 0) },
    [['TURN_ONE_WAY_RELAY', 'error']],
  ],
  ['behind a NAT, nothing', { relayFirst: skipped, peerFirst: path(0, 0) }, [['TURN_NO_ECHO', 'error']]],
  [
    'broken inside and outside',
    { relayToRelay: echo(0), relayFirst: path(0, 0), peerFirst: path(0, 0) },
    [
      ['TURN_NO_ECHO', 'error'],
      ['TURN_NO_ECHO', 'error'],
    ],
  ],
])('%s', (_what, paths, expected) => {
  expect(judgePaths(paths).map(({ code, severity }) => [code, severity])).toEqual(expected);
});
