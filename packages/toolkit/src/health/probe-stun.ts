import { parseTurnUrl, TurnClient } from '../turn/index.ts';

/**
 * A STUN Binding (RFC 8489 §2) at each of the URLs, `stun:` over UDP or TCP, `stuns:` over TLS.
 * @param ca PEM that `stuns:` certificates must chain to; absent: the system's
 * @throws a TURN_ error of the first that does not answer as it should
 */
export async function probeStun(urls: readonly string[], timeoutMs: number, ca?: string): Promise<void> {
  await Promise.all(urls.map((url) => bind(url, timeoutMs, ca)));
}

async function bind(url: string, timeoutMs: number, ca?: string): Promise<void> {
  const client = await TurnClient.connect({
    server: parseTurnUrl(url),
    connectTimeoutMs: timeoutMs,
    timers: { rtoMs: 100, limitMs: timeoutMs },
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  try {
    await client.bind();
  } finally {
    await client.close();
  }
}
