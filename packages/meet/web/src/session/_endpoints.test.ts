import { expect, test } from 'vitest';
import { Endpoints, orderBackends, pauseBefore, socketUrl } from './_endpoints.ts';

test('pauses grow, stay bounded and are jittered', () => {
  const longest = [1, 2, 3, 4, 5, 6, 20].map((attempt) => pauseBefore(attempt, () => 1));
  expect(longest).toEqual([125, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  const shortest = [1, 2, 20].map((attempt) => pauseBefore(attempt, () => 0));
  expect(shortest).toEqual([25, 100, 1_000]);
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
