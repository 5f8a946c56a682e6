import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';

/** As much of a Kubernetes client as the cluster needs to set itself up; tests of the product use the product's. */
export interface Api {
  readonly server: string;
  readonly tls: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
  /** Gives the parsed answer. A text is sent as it is. @throws Error with the server's message when the status is not 2xx */
  call<T = unknown>(method: string, path: string, body?: unknown, type?: string): Promise<T>;
  text(path: string): Promise<string>;
  close(): void;
}

/** From a kubeconfig written by `writeKubeconfig`. */
export async function openApi(kubeconfig: string): Promise<Api> {
  const config = JSON.parse(await readFile(kubeconfig, 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }];
    users: [{ user: { 'client-certificate-data': string; 'client-key-data': string } }];
  };
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  const bytes = (text: string) => Buffer.from(text, 'base64');
  const tls = {
    ca: bytes(cluster['certificate-authority-data']),
    cert: bytes(user['client-certificate-data']),
    key: bytes(user['client-key-data']),
  };
  const agent = new Agent({ ...tls, keepAlive: true });
  const send = async (method: string, path: string, body?: unknown, type = 'application/json') => {
    const answer = await exchange(agent, new URL(path, cluster.server), method, body, type);
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    throw new Error(`${method} ${path}: ${answer.status} ${messageOf(answer.text)}`);
  };
  return {
    server: cluster.server,
    tls,
    call: async <T>(method: string, path: string, body?: unknown, type?: string) =>
      JSON.parse(await send(method, path, body, type)) as T,
    text: (path) => send('GET', path),
    close: () => agent.destroy(),
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function exchange(agent: Agent, url: URL, method: string, body: unknown, type: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': type };
    const sent = request(url, { agent, method, headers, timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${url.pathname}: no answer within 10 s`)));
    sent.on('error', reject);
    sent.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body));
  });
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text.slice(0, 500);
  }
}
