import type { Agent, IncomingMessage } from 'node:http';
import https from 'node:https';
import { http } from './_http.ts';

export interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | undefined;
  readonly agent: Agent;
  readonly serverName: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** One HTTP exchange up to the answer's head. Rejects with the system's error. */
export function exchange(order: Exchange): Promise<IncomingMessage> {
  const { request } = order.url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(
      order.url,
      {
        method: order.method,
        headers: {
          ...(order.headers as Record<string, string | string[]>),
          ...(order.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(order.body)) }),
        },
        agent: order.agent,
        ...(order.serverName === undefined ? {} : { servername: order.serverName }),
        ...(order.signal ? { signal: order.signal } : {}),
      },
      resolve,
    );
    sent.once('error', reject);
    sent.end(order.body);
  });
}

export async function readText(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  // A connection that breaks in the middle ends the iteration without a failure when the length was not announced.
  if (!message.complete) throw Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
  return Buffer.concat(parts).toString('utf8');
}
