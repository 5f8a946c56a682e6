import { describe, expect, it } from 'vitest';
import type { CallParticipant, CallProblem, CallStream } from './report.ts';
import { judgeCall } from './verdict.ts';

function participant(name: string, change: Partial<CallParticipant> = {}): CallParticipant {
  return {
    name,
    path: 'direct',
    participant: `p${name}00000000`,
    backend: 'meet-0',
    welcomeMs: 10,
    connectedMs: 200,
    joinMs: 300,
    connections: [],
    sent: { audio: 100, video: 50 },
    resumes: 0,
    longestAwayMs: 0,
    rebuilt: 0,
    ...change,
  };
}

function stream(from: string, to: string, change: Partial<CallStream> = {}): CallStream {
  const counts = { sent: 100, packets: 100, lost: 0, duplicates: 0, reordered: 0 };
  const times = { largestGapMs: 25, jitterMs: 1, delayMs: null, firstMs: 300 };
  return { from, to, kind: 'audio', ...counts, ...times, ...change };
}

const two = [participant('a'), participant('b')];
const codes = (problems: readonly CallProblem[]) =>
  problems.map(({ code, participant: who }) => `${code} ${who}`);

describe('judgeCall', () => {
  it('finds nothing wrong with a good call', () => {
    expect(judgeCall(two, [stream('a', 'b'), stream('b', 'a')], [])).toEqual([]);
  });

  it('blames a receiver that got nothing', () => {
    const silent = stream('a', 'b', { packets: 0, largestGapMs: 3_000 });
    expect(codes(judgeCall(two, [silent, stream('b', 'a')], []))).toEqual(['CALL_NO_MEDIA b']);
  });

  it('allows a little loss and no more', () => {
    expect(judgeCall(two, [stream('a', 'b', { packets: 98, lost: 2 })], [])).toEqual([]);
    expect(codes(judgeCall(two, [stream('a', 'b', { packets: 97, lost: 3 })], []))).toEqual(['CALL_LOSS b']);
  });

  it('sees the end of a stream that broke off as lost, though the receiver cannot know of it', () => {
    const cut = stream('a', 'b', { packets: 40, lost: 0, largestGapMs: 900 });
    const [problem] = judgeCall(two, [cut], []);
    expect(problem).toMatchObject({ code: 'CALL_LOSS', message: expect.stringContaining('40 of 100') });
  });

  it('does not call packets on their way lost', () => {
    expect(judgeCall(two, [stream('a', 'b', { packets: 95 })], [])).toEqual([]);
  });

  it('reports pauses over the limit, by the limits given', () => {
    const paused = [stream('a', 'b', { largestGapMs: 400 })];
    expect(judgeCall(two, paused, [])).toEqual([]);
    expect(codes(judgeCall(two, paused, [], { maxLoss: 0.02, maxGapMs: 200 }))).toEqual(['CALL_GAP b']);
  });

  it('judges every nominated pair by its path, also the receiving one', () => {
    const remote = { type: 'host', protocol: 'udp', address: '192.0.2.6', port: 1 };
    const address = { protocol: 'udp', address: '192.0.2.5', port: 1, relayServer: null };
    const relayed = { local: { ...address, type: 'relay', relayProtocol: 'udp' }, remote, rttMs: 1 };
    const direct = { local: { ...address, type: 'host', relayProtocol: null }, remote, rttMs: 1 };
    const cheat = participant('b', {
      path: 'udp',
      connections: [
        { role: 'publish', peer: null, state: 'connected', pair: relayed },
        { role: 'subscribe', peer: null, state: 'connected', pair: direct },
      ],
    });
    const problems = judgeCall([participant('a'), cheat], [stream('a', 'b'), stream('b', 'a')], []);
    expect(problems).toMatchObject([
      { code: 'CALL_NOT_RELAYED', participant: 'b', message: expect.stringContaining('subscribe') },
    ]);
  });

  it('judges the others without the one that failed', () => {
    const failed = [{ code: 'CALL_RELAY_FAILED', participant: 'c', message: 'x', hint: null }];
    const three = [...two, participant('c', { path: 'udp', participant: null })];
    const streams = [stream('a', 'b'), stream('b', 'a'), stream('c', 'a', { packets: 0 }), stream('a', 'c')];
    expect(codes(judgeCall(three, streams, failed))).toEqual(['CALL_RELAY_FAILED c']);
  });

  it('does not pass a call that proved nothing', () => {
    expect(codes(judgeCall([participant('a')], [], []))).toEqual(['CALL_NO_MEDIA null']);
    expect(codes(judgeCall([], [], []))).toEqual(['CALL_NO_MEDIA null']);
  });
});
