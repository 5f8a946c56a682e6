import { WebSocket, WebSocketServer } from 'ws';

/** A message that passes, as far as the tests look at it. */
export interface PassingMessage {
  readonly from: 'backend' | 'janus';
  /** `message`, `claim`, `detach`, `event`, `webrtcup`, … */
  readonly janus: string;
  /** What the VideoRoom is asked for: `join`, `start`, … */
  readonly request: string | undefined;
  readonly text: string;
}

/** Stands between a session backend and a real Janus, and keeps back what a test wants to come late. */
export interface JanusProxy extends AsyncDisposable {
  readonly url: string;
  /** Everything that is being kept back, oldest first. */
  readonly kept: readonly PassingMessage[];
  /** From now on messages that fit are kept back. */
  keepBack(fits: (message: PassingMessage) => boolean): void;
  /** Passes on what was kept back, and keeps back nothing more. */
  letGo(): void;
}

interface Looked {
  readonly janus?: string;
  readonly body?: { readonly request?: string };
}

function look(from: PassingMessage['from'], text: string): PassingMessage {
  const { janus, body } = JSON.parse(text) as Looked;
  return { from, janus: janus ?? '', request: body?.request, text };
}

/** A proxy for the Janus API (a WebSocket) at `target`, on loopback. */
export async function startJanusProxy(target: string, port: number): Promise<JanusProxy> {
  const server = new WebSocketServer({ host: '127.0.0.1', port, handleProtocols: () => 'janus-protocol' });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  let fits: (message: PassingMessage) => boolean = () => false;
  const kept: (PassingMessage & { readonly pass: () => void })[] = [];
  const sockets = new Set<WebSocket>();

  server.on('connection', (backend) => {
    const janus = new WebSocket(target, 'janus-protocol');
    const early: string[] = [];
    janus.once('open', () => {
      for (const text of early) janus.send(text);
    });
    const way = (from: PassingMessage['from'], to: WebSocket) => (data: Buffer) => {
      const text = data.toString('utf8');
      const pass = () => {
        if (to.readyState === WebSocket.OPEN) to.send(text);
        else if (to.readyState === WebSocket.CONNECTING) early.push(text);
      };
      const message = look(from, text);
      if (fits(message)) kept.push({ ...message, pass });
      else pass();
    };
    backend.on('message', way('backend', janus));
    janus.on('message', way('janus', backend));
    for (const [one, other] of [
      [backend, janus],
      [janus, backend],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        // What the backend said before it died has left its machine: it still arrives.
        if (one === janus || kept.length === 0) other.close();
      });
    }
  });

  return {
    url: `ws://127.0.0.1:${port}`,
    kept,
    keepBack: (which) => {
      fits = which;
    },
    letGo: () => {
      fits = () => false;
      for (const { pass } of kept.splice(0)) pass();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
