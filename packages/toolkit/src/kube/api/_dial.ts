import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { kubeErrors } from '../kube-errors.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { Context } from './_context.ts';
import {
  channelForwardProtocol,
  forwardWire,
  tunnelProtocol,
  type ForwardWire,
  type WireEvent,
} from './_forward-wire.ts';
import { signalOf, type CallOptions } from './options.ts';
import { openSocket, takenProtocol } from './_socket.ts';

/** What goes into one message. */
const chunkBytes = 32 * 1024;
/** Where the end of our side cannot be told, the pod is given this long to say something more. */
const silenceMs = 5_000;
/**
 * The end of the data may overtake the reason for it: both are streams of their own. A pod that only stops sending keeps
 * the other one open, so it is not waited for any longer.
 */
const verdictMs = 500;

/**
 * One connection to a port inside of a pod's network, through the API server. Whether something listens there shows
 * only afterwards: the stream then fails with KUBE_PORT_FORWARD_FAILED.
 */
export async function dialPod(
  context: Context,
  pod: ObjectRef,
  port: number,
  options: CallOptions = {},
  protocols: readonly string[] = [tunnelProtocol, channelForwardProtocol],
): Promise<Duplex> {
  const what = `connect to port ${port} of pod ${pod.namespace ?? ''}/${pod.name}`;
  const socket = await openSocket(context, {
    pod,
    subresource: 'portforward',
    query: { ports: String(port) },
    protocols,
    what,
    ...signalOf(options),
  });
  return new PodConnection(socket, forwardWire(takenProtocol(socket, protocols), port), what);
}

class PodConnection extends Duplex {
  readonly #socket: WebSocket;
  readonly #wire: ForwardWire;
  readonly #what: string;
  #ended = false;
  #settled = false;
  #silence: NodeJS.Timeout | undefined;
  #verdict: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, wire: ForwardWire, what: string) {
    super();
    this.#socket = socket;
    this.#wire = wire;
    this.#what = what;
    socket.on('message', (message: Buffer) => {
      for (const event of wire.decode(message)) this.#take(event);
    });
    socket.on('error', (error) => this.#fail(error.message));
    socket.once('close', (code: number) => {
      if (this.#ended) return;
      if (this.#verdict || (wire.endsWithSocket && code === 1000)) this.#end();
      else this.#fail('the connection broke');
    });
    for (const message of wire.hello) socket.send(message);
  }

  #take(event: WireEvent): void {
    if (this.#silence) this.#silence.refresh();
    switch (event.type) {
      case 'data':
        if (!this.push(event.data)) this.#socket.pause();
        return;
      case 'end':
        if (this.#settled) this.#end();
        else this.#verdict ??= setTimeout(() => this.#end(), verdictMs);
        return;
      case 'settled':
        this.#settled = true;
        if (this.#verdict) this.#end();
        return;
      case 'failure':
        this.#fail(event.message);
        return;
      case 'reply':
        this.#socket.send(event.message);
    }
  }

  #end(): void {
    if (this.#ended) return;
    clearTimeout(this.#verdict);
    this.#ended = true;
    this.push(null);
  }

  #fail(why: string): void {
    this.destroy(kubeErrors.make('KUBE_PORT_FORWARD_FAILED', `${this.#what}: ${why.trim()}`));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const { encode } = this.#wire;
    for (let start = 0; start < chunk.length; start += chunkBytes) {
      const end = Math.min(start + chunkBytes, chunk.length);
      const message = encode(chunk.subarray(start, end));
      this.#socket.send(message, end === chunk.length ? done : undefined);
    }
    if (chunk.length === 0) done();
  }

  override _final(done: (error?: Error | null) => void): void {
    const { end } = this.#wire;
    if (end) {
      this.#socket.send(end, done);
      return;
    }
    this.#silence = setTimeout(() => this.#socket.close(1000), silenceMs);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#verdict);
    this.#ended = true;
    this.#socket.terminate();
    done(error);
  }
}
