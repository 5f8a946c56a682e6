/**
 * The proxy that the environment asks for (HTTPS_PROXY, HTTP_PROXY, NO_PROXY; small letters win, as in curl and Go).
 * Loopback never goes through a proxy, as in Go's `http.ProxyFromEnvironment`.
 */
export function proxyFromEnvironment(
  server: URL,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const pick = (name: string) => env[name.toLowerCase()] || env[name] || undefined;
  const proxy = pick(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (!proxy) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return undefined;
  const exceptions = (pick('NO_PROXY') ?? '').split(',').map((item) => item.trim());
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  if (exceptions.some((item) => item !== '' && excepts(item, host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function excepts(item: string, host: string, port: string): boolean {
  if (item === '*') return true;
  if (item.includes('/')) return inIpv4Range(item, host);
  const [name, itemPort] = /^[^:]+:\d+$/.test(item) ? item.split(':') : [item, undefined];
  if (itemPort !== undefined && itemPort !== port) return false;
  const bare = (name ?? '').replace(/^\*?\./, '');
  return host === bare || host.endsWith(`.${bare}`);
}

function inIpv4Range(range: string, host: string): boolean {
  const [base, bits] = range.split('/');
  const [a, b] = [toNumber(base ?? ''), toNumber(host)];
  const size = Number(bits);
  if (a === undefined || b === undefined || !(size >= 0 && size <= 32)) return false;
  const divisor = 2 ** (32 - size);
  return Math.floor(a / divisor) === Math.floor(b / divisor);
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
