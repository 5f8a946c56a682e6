import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Reply = readonly [status: number, body: object];

export interface ScriptedAdmin extends Disposable {
  readonly url: string;
  /** Method, path and authorization of each request. */
  readonly asked: readonly string[];
}

/** An admin API that gives the replies of a list, the last one for ever; what it was asked is kept. */
export async function scriptedAdmin(replies: readonly Reply[]): Promise<ScriptedAdmin> {
  const asked: string[] = [];
  const server = createServer(({ method, url, headers }, response) => {
    const [status, body] = replies[Math.min(asked.length, replies.length - 1)] ?? [500, {}];
    asked.push(`${method} ${url} ${headers.authorization}`);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, [Symbol.dispose]: () => void server.close() };
}

export function refused(code: string): object {
  return { error: { code, message: `because of ${code}` } };
}
