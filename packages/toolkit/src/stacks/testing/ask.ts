import { request as plainRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';

export interface Ask {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** PEM of who issued the server's certificate. */
  readonly ca?: string;
  /** Address of this machine to ask from. */
  readonly from?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on a connection of its own; redirects are not followed. @throws Error when there is no answer */
export function ask(url: string, { method = 'GET', headers = {}, ca, from }: Ask = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers, ca, localAddress: from, agent: false, timeout: 10_000 };
    const send = url.startsWith('https:') ? request : plainRequest;
    const sent = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${url}: no answer within 10 s`)));
    sent.on('error', reject);
    sent.end();
  });
}
