import { expect, test } from 'vitest';
import { planOf } from './plan.ts';

const relay = {
  urls: ['turn:t.example.org:3478?transport=udp', 'turn:t.example.org:3478?transport=tcp'],
  username: 'u',
  credential: 'c',
};

test('each way is tried alone, relays without any other path', () => {
  const plan = planOf([{ urls: ['stun:t.example.org:3478'] }, relay]);
  expect(plan.stun).toEqual({ iceServers: [{ urls: ['stun:t.example.org:3478'] }] });
  expect(plan.udp?.iceServers).toEqual([{ ...relay, urls: [relay.urls[0]] }]);
  expect(plan.tcp?.iceServers).toEqual([{ ...relay, urls: [relay.urls[1]] }]);
  expect([plan.udp?.iceTransportPolicy, plan.tcp?.iceTransportPolicy]).toEqual(['relay', 'relay']);
  expect(plan.tls).toBeNull();
});

test('a platform without servers offers nothing', () => {
  expect(planOf([])).toEqual({ stun: null, udp: null, tcp: null, tls: null });
});
