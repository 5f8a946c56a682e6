import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { iceServersFor } from './ice-servers.ts';

const turn = {
  secret: 'a-secret-of-the-relay',
  lifetimeMs: 600_000,
  urls: ['turn:turn.example.org:3478?transport=udp'],
  stunUrls: ['stun:turn.example.org:3478'],
};

it('gives each participant credentials of its own that expire', () => {
  const { iceServers, expireAt } = iceServersFor(turn, 'p12345678', 1_700_000_000_500);
  expect(expireAt).toBe(1_700_000_600_000);
  const username = '1700000600:p12345678';
  const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
  expect(iceServers).toEqual([{ urls: turn.stunUrls }, { urls: turn.urls, username, credential }]);
});

it('gives nothing without TURN', () => {
  expect(iceServersFor(null, 'p12345678')).toEqual({ iceServers: [], expireAt: null });
});

it('allows lifetimes beyond a day when they are configured', () => {
  expect(iceServersFor({ ...turn, lifetimeMs: 172_800_000 }, 'p12345678', 0).expireAt).toBe(172_800_000);
});
