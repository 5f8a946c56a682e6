import type { Agent } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { Duplex } from 'node:stream';
import { kubeErrors } from '../kube-errors.ts';
import { http } from './_http.ts';

export interface AgentOptions {
  readonly server: URL;
  readonly proxy: URL | undefined;
  readonly tls: tls.ConnectionOptions;
}

/** The API server shares a client's requests among connections well up to here; more only wait in its queues. */
const maxSockets = 32;

/** Keeps connections open between requests, so that only the first ones pay for a TLS handshake. */
export function makeAgent(options: AgentOptions): Agent {
  const common = { keepAlive: true, maxSockets, scheduling: 'lifo' as const };
  const { proxy } = options;
  if (options.server.protocol === 'http:')
    return proxy ? tunnelled(new http.Agent(common), options, proxy) : new http.Agent(common);
  // Certificates are read once, not for each connection; and the agent finds its connections by less text.
  const { ca, cert, key, ...rest } = options.tls;
  const secureContext = tls.createSecureContext({ ca, cert, key });
  const agent = new https.Agent({ ...common, ...rest, secureContext, maxCachedSessions: 100 });
  return proxy ? tunnelled(agent, options, proxy) : agent;
}

function tunnelled<A extends Agent>(agent: A, options: AgentOptions, proxy: URL): A {
  agent.createConnection = (_options, done) => {
    void connectInto(done, openTunnel(options, proxy));
    return undefined;
  };
  return agent;
}

type Connected = ((error: Error | null, socket: Duplex) => void) | undefined;

/** Node's agents take a connection that is made later by a callback only. */
async function connectInto(done: Connected, opening: Promise<Duplex>): Promise<void> {
  let socket: Duplex;
  try {
    socket = await opening;
  } catch (error) {
    done?.(error as Error, undefined as never);
    return;
  }
  done?.(null, socket);
}

/** A connection to the API server through a proxy by CONNECT (RFC 9110 §9.3.6). */
async function openTunnel(options: AgentOptions, proxy: URL): Promise<Duplex> {
  const { server } = options;
  const socket = await connectThrough(server, proxy);
  if (server.protocol === 'http:') return socket;
  const host = server.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      servername: /^[\d.]+$|:/.test(host) ? '' : host,
      ...options.tls,
      host,
      socket,
    });
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', reject);
  });
}

function connectThrough(server: URL, proxy: URL): Promise<Socket> {
  const target = `${server.hostname}:${server.port || (server.protocol === 'https:' ? 443 : 80)}`;
  const user = decodeURIComponent(proxy.username);
  const login = `${user}:${decodeURIComponent(proxy.password)}`;
  const auth = user ? { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` } : {};
  const { request } = proxy.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxy.hostname,
      port: proxy.port || undefined,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...auth },
    });
    asked.once('connect', (response, socket) => {
      if (response.statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(
        kubeErrors.make(
          'KUBE_UNREACHABLE',
          `the proxy ${proxy.host} refuses the way to ${target} (${response.statusCode})`,
        ),
      );
    });
    asked.once('error', reject);
    asked.end();
  });
}
