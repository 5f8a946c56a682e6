import type { Agent, IncomingMessage } from 'node:http';
import https from 'node:https';
import { http } from './_http.ts';

export interface Exchange {
  readonly server: URL;
  /** Path and query. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | undefined;
  readonly agent: Agent;
  readonly serverName: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds for the whole answer, or for its head when it goes on (watch, logs). */
  readonly timeoutMs: number;
  readonly streaming: boolean;
}

/**
 * One HTTP exchange up to the answer's head. Rejects with the system's error, and with a TimeoutError. The signal and the
 * timeout also end a body that is still being read.
 */
export function exchange(order: Exchange): Promise<IncomingMessage> {
  const { server, body, signal } = order;
  const { request } = server.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let answer: IncomingMessage | undefined;
    const sent = request(
      {
        protocol: server.protocol,
        // An IPv6 address stands in brackets in URLs only.
        hostname: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port,
        path: order.path,
        method: order.method,
        headers: {
          ...(order.headers as Record<string, string | string[]>),
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        agent: order.agent,
        ...(order.serverName === undefined ? {} : { servername: order.serverName }),
      },
      (message) => {
        if (order.streaming) clearTimeout(timer);
        answer = message;
        resolve(message);
      },
    );
    // By hand, for hundreds of requests share one signal: Node's own way joins and watches streams for each of them.
    // Whoever reads a body hears the reason from the answer; the request would only have the connection break.
    const end = (reason: unknown) => (answer ?? sent).destroy(reason as Error);
    const cancel = () => end(signal?.reason);
    const timer = setTimeout(() => end(new DOMException('too late', 'TimeoutError')), order.timeoutMs);
    signal?.addEventListener('abort', cancel);
    sent.once('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The whole body. Rejects when the connection breaks in the middle, also where the length was not announced. */
export function readText(message: IncomingMessage): Promise<string> {
  const early = () => Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' });
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.once('error', reject);
    message.once('close', () => {
      // Not for each answer: a stack trace costs more than reading one.
      if (!message.readableEnded) reject(early());
    });
    message.once('end', () => {
      if (message.complete) resolve(Buffer.concat(parts).toString('utf8'));
      else reject(early());
    });
  });
}
