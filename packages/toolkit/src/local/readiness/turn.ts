import { parseTurnUrl, TurnClient } from '../../turn/index.ts';

/** STUN Binding over UDP, and over TLS with the certificate checked against the platform's CA. */
export async function probeTurn(
  target: { readonly host: string; readonly port: number; readonly tlsPort: number },
  ca: string,
  timeoutMs: number,
): Promise<void> {
  const urls = [`stun:${target.host}:${target.port}`, `stuns:${target.host}:${target.tlsPort}`];
  await Promise.all(urls.map((url) => bind(url, ca, timeoutMs)));
}

async function bind(url: string, ca: string, timeoutMs: number): Promise<void> {
  const client = await TurnClient.connect({
    server: parseTurnUrl(url),
    connectTimeoutMs: timeoutMs,
    tls: { ca },
    timers: { rtoMs: 100, limitMs: timeoutMs },
  });
  try {
    await client.bind();
  } finally {
    await client.close();
  }
}
