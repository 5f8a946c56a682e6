import { expect, it } from 'vitest';
import { proxyFromEnvironment } from './proxy.ts';

const ask = (server: string, noProxy = '') =>
  proxyFromEnvironment(new URL(server), { HTTPS_PROXY: 'proxy:3128', NO_PROXY: noProxy });

it('takes a bare host as http', () => {
  expect(ask('https://k8s.example.net')).toBe('http://proxy:3128');
});

it.each(['https://127.0.0.1:6443', 'https://localhost', 'https://[::1]:6443'])('never for %s', (server) => {
  expect(ask(server)).toBeUndefined();
});

it.each([
  ['*', true],
  ['example.net', true],
  ['.example.net', true],
  ['ample.net', false],
  ['k8s.example.net:443', true],
  ['k8s.example.net:6443', false],
  ['other, example.net', true],
  [',', false],
] as const)('NO_PROXY=%s', (noProxy, excepted) => {
  expect(ask('https://k8s.example.net', noProxy) === undefined).toBe(excepted);
});

it.each([
  ['10.0.0.0/8', true],
  ['10.1.2.0/30', false],
  ['0.0.0.0/0', true],
  ['10.1.2.0/99', false],
] as const)('NO_PROXY=%s for 10.1.2.4', (noProxy, excepted) => {
  expect(ask('https://10.1.2.4', noProxy) === undefined).toBe(excepted);
});
