import { expect, test } from 'vitest';
import { Gate, fromWire, toWire } from './_candidate-gate.ts';

test('what comes before the description waits for it, in order', () => {
  const passed: number[] = [];
  const gate = new Gate<number>((item) => passed.push(item));
  gate.add(1);
  gate.add(2);
  expect(passed).toEqual([]);
  gate.open();
  gate.add(3);
  expect(passed).toEqual([1, 2, 3]);
});

test('a new description drops what was held for the old one', () => {
  const passed: number[] = [];
  const gate = new Gate<number>((item) => passed.push(item));
  gate.add(1);
  gate.shut();
  gate.add(2);
  gate.open();
  expect(passed).toEqual([2]);
});

test('candidates go over the wire and back; null ends them', () => {
  const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };
  expect(fromWire(candidate)).toEqual(candidate);
  expect(fromWire({ candidate: candidate.candidate })).toEqual({
    ...candidate,
    sdpMid: null,
    sdpMLineIndex: null,
  });
  expect([fromWire(null), toWire(null)]).toEqual([null, null]);
});
