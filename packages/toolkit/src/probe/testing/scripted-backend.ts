import type { AddressInfo } from 'node:net';
import { clientMessageSchema, emptyRoom, type ClientMessage, type ServerMessage } from '@stoa/protocol';
import { WebSocketServer, type WebSocket } from 'ws';

type Hello = Extract<ClientMessage, { type: 'hello' }>;
type Welcome = Extract<ServerMessage, { type: 'welcome' }>;

/** What a real backend never does at will: answers late, twice, wrongly, not at all. */
export interface ScriptedBackend extends AsyncDisposable {
  readonly url: string;
  readonly hellos: readonly Hello[];
  /** Everything received but hellos. */
  readonly received: readonly ClientMessage[];
  /** The newest connection. */
  socket(): WebSocket;
  send(message: ServerMessage): void;
}

export interface Script {
  /** Default: a welcome to an empty room at version 0. */
  readonly onHello?: (hello: Hello) => ServerMessage | undefined;
  readonly onMessage?: (message: ClientMessage, reply: (message: ServerMessage) => void) => void;
}

export function welcomeTo(hello: Hello, change: Partial<Welcome> = {}): Welcome {
  return {
    type: 'welcome',
    re: hello.id,
    participant: 'p00000001',
    generation: 1,
    resumed: hello.resume !== undefined,
    resumeToken: 'token-0123456789abcdef',
    backend: 'scripted',
    backends: [],
    mode: 'mesh',
    iceServers: [],
    iceServersExpireAt: null,
    sync: { kind: 'snapshot', view: emptyRoom(hello.room) },
    media: 'none',
    ...change,
  };
}

export async function startScriptedBackend(script: Script = {}): Promise<ScriptedBackend> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const hellos: Hello[] = [];
  const received: ClientMessage[] = [];
  let newest: WebSocket | undefined;
  const send = (message: ServerMessage) => newest?.send(JSON.stringify(message));
  server.on('connection', (socket) => {
    newest = socket;
    socket.on('message', (data: Buffer) => {
      // The client's messages have to be what the protocol allows.
      const message = clientMessageSchema.parse(JSON.parse(data.toString()));
      if (message.type === 'hello') {
        hellos.push(message);
        const answer = script.onHello ? script.onHello(message) : welcomeTo(message);
        if (answer) send(answer);
        return;
      }
      received.push(message);
      script.onMessage?.(message, send);
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hellos,
    received,
    socket() {
      if (newest === undefined) throw new Error('nobody has connected');
      return newest;
    },
    send,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
