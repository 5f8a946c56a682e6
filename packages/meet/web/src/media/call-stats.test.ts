import { expect, test } from 'vitest';
import { pathOf, summarise } from './call-stats.ts';

type Entry = Record<string, unknown>;

function report(...list: Entry[]): Map<string, Entry> {
  return new Map(list.map((entry) => [String(entry['id']), entry]));
}

const transport = { id: 'T', type: 'transport', selectedCandidatePairId: 'P' };
const pair = {
  id: 'P',
  type: 'candidate-pair',
  localCandidateId: 'L',
  remoteCandidateId: 'R',
  nominated: true,
  state: 'succeeded',
  currentRoundTripTime: 0.012,
};
const remote = { id: 'R', type: 'remote-candidate', candidateType: 'host' };
const local = (more: Entry) => ({ id: 'L', type: 'local-candidate', protocol: 'udp', ...more });

test('a direct path', () => {
  const path = pathOf(report(transport, pair, remote, local({ candidateType: 'host' })));
  expect(path).toEqual({
    kind: 'direct',
    protocol: 'udp',
    rttMs: 12,
    localType: 'host',
    remoteType: 'host',
    relayUrl: null,
  });
});

test('a relayed path names the protocol to the relay', () => {
  const relay = local({
    candidateType: 'relay',
    relayProtocol: 'tls',
    url: 'turns:turn.example.org:5349?transport=tcp',
  });
  expect(pathOf(report(transport, pair, remote, relay))).toMatchObject({
    kind: 'relay',
    protocol: 'tls',
    relayUrl: 'turns:turn.example.org:5349?transport=tcp',
  });
});

test('prflx with a relay protocol is relayed all the same', () => {
  const disguised = local({ candidateType: 'prflx', relayProtocol: 'tcp' });
  expect(pathOf(report(transport, pair, remote, disguised))).toMatchObject({
    kind: 'relay',
    protocol: 'tcp',
  });
});

test('without transport stats the nominated pair that succeeded counts', () => {
  const other = { ...pair, id: 'Q', nominated: false, localCandidateId: 'none' };
  expect(pathOf(report(other, pair, remote, local({ candidateType: 'srflx' })))?.localType).toBe('srflx');
  expect(pathOf(report(other, remote))).toBeNull();
});

test('streams and loss', () => {
  const video = {
    id: 'V',
    type: 'inbound-rtp',
    kind: 'video',
    mid: '1',
    packetsReceived: 90,
    packetsLost: 10,
    jitter: 0.012,
  };
  const sent = { id: 'S', type: 'outbound-rtp', kind: 'audio', mid: '0', packetsSent: 7, bytesSent: 700 };
  const stats = summarise(
    'receive',
    'connected',
    report({ ...video, framesDecoded: 30, frameWidth: 640 }, sent),
  );
  expect(stats.received).toEqual([
    {
      mid: '1',
      kind: 'video',
      packets: 90,
      lost: 10,
      bytes: 0,
      frames: 30,
      width: 640,
      height: 0,
      jitterMs: 12,
    },
  ]);
  expect(stats.sent[0]).toMatchObject({ kind: 'audio', packets: 7, bytes: 700 });
  expect(stats.lossIn).toBeCloseTo(0.1);
  expect(summarise('receive', 'new', report()).lossIn).toBeNull();
});
