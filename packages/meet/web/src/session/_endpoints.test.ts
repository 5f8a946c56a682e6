import { expect, test } from 'vitest';
import { Endpoints, orderBackends, pauseBefore, socketUrl } from './_endpoints.ts';

test('pauses grow, stay bounded and are jittered', () => {
  const longest = [1, 2, 3, 4, 5, 20].map((attempt) => pauseBefore(attempt, { random: () => 1 }));
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  const shortest = [1, 2, 20].map((attempt) => pauseBefore(attempt, { random: () => 0 }));
  expect(shortest).toEqual([25, 25, 25]);
});

test('a thousand people who lost the same backend come back spread over the whole pause', () => {
  const pauses = Array.from({ length: 1_000 }, () => pauseBefore(1));
  const inSlice = (slice: number) => pauses.filter((ms) => Math.floor(ms / 100) === slice).length;
  // 200 to be expected in each tenth of a second, less the first 25 ms; 7 standard deviations.
  for (const slice of [1, 2, 3, 4]) expect(inSlice(slice)).toBeGreaterThan(120);
});

test('what the backend asked for is kept, with a spread of its own', () => {
  const retryAfterMs = 1_200;
  expect(pauseBefore(1, { retryAfterMs, random: () => 0 })).toBe(1_200);
  expect(pauseBefore(7, { retryAfterMs, random: () => 1 })).toBe(1_700);
});

test('own origin first, then the same scheme, each once', () => {
  expect(
    orderBackends('http://127.0.0.1:8080', [
      'https://127.0.0.1:8443',
      'http://127.0.0.1:8081/',
      'http://127.0.0.1:8080',
      'not a url',
      'ftp://127.0.0.1',
    ]),
  ).toEqual(['http://127.0.0.1:8080', 'http://127.0.0.1:8081', 'https://127.0.0.1:8443']);
});

test('a secure page never falls back to plain HTTP', () => {
  expect(
    orderBackends('https://meet.example.org', ['http://meet.example.org', 'https://b.example.org']),
  ).toEqual(['https://meet.example.org', 'https://b.example.org']);
});

test('socket URLs follow the scheme', () => {
  expect(socketUrl('https://meet.example.org:8443')).toBe('wss://meet.example.org:8443/v1/socket');
  expect(socketUrl('http://127.0.0.1:8080/r/x')).toBe('ws://127.0.0.1:8080/v1/socket');
});

test('the round trip over backends keeps its place when the list changes', () => {
  const endpoints = new Endpoints('http://127.0.0.1:1');
  expect(endpoints.current).toBe('http://127.0.0.1:1');
  endpoints.next();
  expect(endpoints.current).toBe('http://127.0.0.1:1');
  endpoints.learn(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  endpoints.next();
  expect(endpoints.current).toBe('http://127.0.0.1:2');
  endpoints.learn(['http://127.0.0.1:1', 'http://127.0.0.1:3']);
  expect(endpoints.current).toBe('http://127.0.0.1:2');
  endpoints.learn([]);
  endpoints.next();
  expect(endpoints.current).toBe('http://127.0.0.1:1');
});

test('who has but one URL moves to it again: a load balancer is behind it', () => {
  const endpoints = new Endpoints('https://meet.example.org');
  endpoints.learn(['https://meet.example.org/']);
  expect(endpoints.others()).toEqual(['https://meet.example.org']);
  endpoints.learn(['https://b.example.org']);
  expect(endpoints.others()).toEqual(['https://b.example.org']);
});
