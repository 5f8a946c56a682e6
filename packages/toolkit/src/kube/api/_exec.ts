import { WebSocket } from 'ws';
import { baseErrors } from '../../base/index.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { ObjectRef } from '../objects/object.ts';
import { readJson } from '../transport/json.ts';
import { connectionError } from '../transport/connection-error.ts';
import { statusError } from '../transport/status-error.ts';
import {
  channelProtocol,
  channels,
  decodeChannel,
  encodeChannel,
  readExecStatus,
  type ExecEnd,
} from './_channels.ts';
import { resourceOf, type Context } from './_context.ts';
import { signalOf, type CallOptions } from './options.ts';
import { objectPath } from './paths.ts';

export interface ExecOptions extends CallOptions {
  readonly container?: string;
  /** Written to the command's standard input, which then ends: the place for secrets. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly onStdout?: (data: Uint8Array) => void;
  readonly onStderr?: (data: Uint8Array) => void;
}

/** How much may wait in the socket before more input is read. */
const highWaterBytes = 1024 * 1024;

/**
 * Runs a command in a container to its end; gives its exit code.
 * @throws KUBE_EXEC_FAILED when it could not run at all, KUBE_FORBIDDEN, KUBE_NOT_FOUND
 */
export async function execInPod(
  context: Context,
  pod: ObjectRef,
  command: readonly string[],
  options: ExecOptions = {},
): Promise<number> {
  const what = `run ${command[0] ?? ''} in pod ${pod.namespace ?? ''}/${pod.name}`;
  const socket = await openSocket(context, pod, command, options, what);
  const stop = () => socket.terminate();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const ended = listen(socket, options);
    // A command that ends early makes its input unwritable; its exit code is what counts.
    if (options.input !== undefined) await feed(socket, options.input).catch(() => {});
    const end = await ended;
    if (options.signal?.aborted) throw baseErrors.make('BASE_ABORTED', `${what}: cancelled`);
    if ('failure' in end) throw kubeErrors.make('KUBE_EXEC_FAILED', `${what}: ${end.failure}`);
    return end.exitCode;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    socket.terminate();
  }
}

async function openSocket(
  context: Context,
  pod: ObjectRef,
  command: readonly string[],
  options: ExecOptions,
  what: string,
): Promise<WebSocket> {
  const info = await resourceOf(context, pod, options.signal);
  const query = {
    container: options.container,
    command,
    stdin: options.input !== undefined,
    stdout: true,
    stderr: true,
  };
  const facts = await context.transport.socketFacts({
    method: 'GET',
    path: objectPath(info, pod, 'exec'),
    query,
    ...signalOf(options),
  });
  const socket = new WebSocket(facts.url, [channelProtocol], {
    agent: facts.agent,
    headers: facts.headers as Record<string, string>,
    perMessageDeflate: false,
    ...(facts.serverName === undefined ? {} : { servername: facts.serverName }),
  });
  return opened(socket, what, (error) =>
    connectionError(error, context.transport.access.server, what, options.signal),
  );
}

function opened(socket: WebSocket, what: string, failure: (error: unknown) => Error): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', (error) => reject(failure(error)));
    socket.once('unexpected-response', (_request, response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('close', () =>
        reject(statusError(response.statusCode ?? 0, readJson(Buffer.concat(parts).toString()), what)),
      );
    });
  });
}

function listen(socket: WebSocket, options: ExecOptions): Promise<ExecEnd> {
  return new Promise((resolve) => {
    let end: ExecEnd = { failure: 'the connection ended before the command did' };
    socket.on('message', (raw: Buffer) => {
      const message = decodeChannel(raw);
      if (message?.channel === channels.stdout) options.onStdout?.(message.data);
      if (message?.channel === channels.stderr) options.onStderr?.(message.data);
      if (message?.channel === channels.error)
        end = readExecStatus(Buffer.from(message.data).toString('utf8'));
    });
    socket.on('error', (error) => {
      end = { failure: error.message };
    });
    socket.once('close', () => resolve(end));
  });
}

async function feed(socket: WebSocket, input: NonNullable<ExecOptions['input']>): Promise<void> {
  const parts =
    typeof input === 'string' ? [Buffer.from(input)] : input instanceof Uint8Array ? [input] : input;
  for await (const part of parts) {
    const message = encodeChannel(channels.stdin, part);
    if (socket.bufferedAmount < highWaterBytes) socket.send(message);
    else await sendThrough(socket, message);
  }
  socket.send(Uint8Array.of(channels.close, channels.stdin));
}

function sendThrough(socket: WebSocket, message: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, (error) => (error ? reject(error) : resolve()));
  });
}
