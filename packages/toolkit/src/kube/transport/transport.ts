import type { Agent, IncomingMessage } from 'node:http';
import type { ClusterAccess } from '../kubeconfig/access.ts';
import { kubeErrors } from '../kube-errors.ts';
import { makeAgent } from './_agent.ts';
import { tryUntilDone } from './_try-until-done.ts';
import { exchange, readText } from './_exchange.ts';
import { readJson } from './json.ts';
import { credentialSource, type Credential } from './credentials.ts';
import { readPemSource } from './pem.ts';
import { parseWarnings, pathWithQuery, type KubeRequest, type KubeResponse } from './request.ts';

export interface TransportOptions {
  /** Milliseconds during which a server that is away, or asks to come back, is tried again. Default 20 s. */
  readonly patienceMs?: number;
  readonly userAgent?: string;
}

/** What a WebSocket to the API server needs. */
export interface SocketFacts {
  readonly url: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly serverName: string | undefined;
}

export interface Transport {
  readonly access: ClusterAccess;
  /** Sends a request and reads the whole answer. @throws KUBE_* for whatever is no success */
  send(request: KubeRequest, what?: string): Promise<KubeResponse>;
  /** Sends a request whose answer goes on (watch, logs). */
  open(request: KubeRequest, what?: string): Promise<IncomingMessage>;
  socketFacts(request: KubeRequest): Promise<SocketFacts>;
  /** Drops idle connections; without it a process ends all the same. */
  close(): void;
}

const answerTimeoutMs = 30_000;

export function openTransport(access: ClusterAccess, options: TransportOptions = {}): Transport {
  const connections = connectionPool(access);
  const source = credentialSource(access);
  const link: Link = { access, connections, source, userAgent: options.userAgent ?? 'stoa' };
  const untilDone = <T>(
    request: KubeRequest,
    what: string,
    streaming: boolean,
    read: (message: IncomingMessage) => Promise<T>,
  ) =>
    tryUntilDone({
      request,
      what,
      server: access.server,
      patienceMs: request.patienceMs ?? options.patienceMs ?? 20_000,
      attempt: () => attempt(link, request, streaming),
      read,
      signInAnew: () => source.refused(),
    });
  return {
    access,
    send: (request, what = `${request.method} ${request.path}`) =>
      untilDone(request, what, false, (message) => readAnswer(access, what, message)),
    open: (request, what = `${request.method} ${request.path}`) =>
      untilDone(request, what, true, async (message) => message),
    async socketFacts(request) {
      const { path, headers, agent } = await prepare(link, request);
      const url = access.server.origin.replace(/^http/, 'ws') + path;
      return { url, agent, headers, serverName: access.tlsServerName };
    },
    close: () => connections.close(),
  };
}

interface Link {
  readonly access: ClusterAccess;
  readonly connections: ReturnType<typeof connectionPool>;
  readonly source: ReturnType<typeof credentialSource>;
  readonly userAgent: string;
}

async function prepare({ access, connections, source, userAgent }: Link, request: KubeRequest) {
  const credential = await source.current(request.signal);
  const path = pathWithQuery(access.server.pathname.replace(/\/$/, '') + request.path, request.query);
  const headers = headersFor(access, credential, request, userAgent);
  return { path, headers, agent: await connections.agentFor(credential) };
}

async function attempt(link: Link, request: KubeRequest, streaming: boolean): Promise<IncomingMessage> {
  return exchange({
    ...(await prepare(link, request)),
    server: link.access.server,
    method: request.method,
    body: request.body === undefined ? undefined : JSON.stringify(request.body),
    serverName: link.access.tlsServerName,
    signal: request.signal,
    timeoutMs: request.timeoutMs ?? answerTimeoutMs,
    streaming,
  });
}

async function readAnswer(
  access: ClusterAccess,
  what: string,
  message: IncomingMessage,
): Promise<KubeResponse> {
  const body = readJson(await readText(message));
  if (body === undefined) throw notKubernetes(access, what);
  return { status: message.statusCode ?? 0, body, warnings: parseWarnings(message.headers['warning']) };
}

function notKubernetes(access: ClusterAccess, what: string) {
  return kubeErrors.make(
    'KUBE_ANSWER_INVALID',
    `${what}: ${access.server.origin} answers, but not with JSON`,
    {
      hint: 'is this the address of an API server, and not of a proxy or a dashboard?',
    },
  );
}

function headersFor(access: ClusterAccess, credential: Credential, request: KubeRequest, userAgent: string) {
  const as = access.impersonate;
  return {
    accept: request.accept ?? 'application/json',
    'user-agent': userAgent,
    ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    ...(credential.authorization === undefined ? {} : { authorization: credential.authorization }),
    ...(as
      ? { 'impersonate-user': as.user, ...(as.groups.length > 0 ? { 'impersonate-group': as.groups } : {}) }
      : {}),
  };
}

/** One agent per client certificate: connections are bound to it, so a rotated one needs new connections. */
function connectionPool(access: ClusterAccess) {
  let agent: Agent | undefined;
  let usedBy: string | undefined;
  let ca: Promise<string | undefined> | undefined;
  return {
    async agentFor(credential: Credential): Promise<Agent> {
      const identity = credential.certificate?.cert ?? '';
      ca ??= access.ca ? readPemSource(access.ca, 'CERTIFICATE') : Promise.resolve(undefined);
      const trusted = await ca;
      if (agent && usedBy === identity) return agent;
      usedBy = identity;
      agent = makeAgent({
        server: access.server,
        proxy: access.proxy,
        tls: {
          ...(trusted === undefined ? {} : { ca: trusted }),
          ...credential.certificate,
          ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
          rejectUnauthorized: !access.insecureSkipTlsVerify,
        },
      });
      return agent;
    },
    close: () => agent?.destroy(),
  };
}
