import type { WebSocket } from 'ws';
import { baseErrors } from '../../base/index.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { Query } from '../transport/request.ts';
import {
  channelProtocol,
  channels,
  decodeChannel,
  encodeChannel,
  readExecStatus,
  type ExecEnd,
} from './_channels.ts';
import type { Context } from './_context.ts';
import { signalOf, type CallOptions } from './options.ts';
import { highWaterBytes, openSocket, sendThrough } from './_socket.ts';

export interface ExecOptions extends CallOptions {
  readonly container?: string;
  /** Written to the command's standard input, which then ends: the place for secrets. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** A promise holds up what comes next; its failure ends the command, and is thrown. */
  readonly onStdout?: (data: Uint8Array) => void | Promise<void>;
  readonly onStderr?: (data: Uint8Array) => void | Promise<void>;
}

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
  const socket = await openSocket(context, {
    pod,
    subresource: 'exec',
    query: query(command, options),
    protocols: [channelProtocol],
    what,
    ...signalOf(options),
  });
  const stop = () => socket.terminate();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const ended = listen(socket, options);
    // A command may end before its input does; its exit code is what counts.
    const end = await Promise.race([ended, failureOf(feed(socket, options.input))]);
    if (options.signal?.aborted) throw baseErrors.make('BASE_ABORTED', `${what}: cancelled`);
    if ('failure' in end) throw kubeErrors.make('KUBE_EXEC_FAILED', `${what}: ${end.failure}`);
    return end.exitCode;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    socket.terminate();
  }
}

function query(command: readonly string[], options: ExecOptions): Query {
  return {
    container: options.container,
    command,
    stdin: options.input !== undefined,
    stdout: true,
    stderr: true,
  };
}

/** Messages are worked off one after the other; a receiver that takes its time holds up the sender. */
function listen(socket: WebSocket, options: ExecOptions): Promise<ExecEnd> {
  return new Promise((resolve, reject) => {
    let end: ExecEnd = { failure: 'the connection ended before the command did' };
    let worked = Promise.resolve();
    const take = async (raw: Buffer) => {
      const message = decodeChannel(raw);
      if (message?.channel === channels.stdout) await options.onStdout?.(message.data);
      if (message?.channel === channels.stderr) await options.onStderr?.(message.data);
      if (message?.channel === channels.error)
        end = readExecStatus(Buffer.from(message.data).toString('utf8'));
    };
    socket.on('message', (raw: Buffer) => {
      socket.pause();
      worked = worked.then(() => take(raw)).finally(() => socket.resume());
      // Who reads the output failed, so nobody needs the rest of it.
      worked.catch((error: unknown) => {
        reject(error);
        socket.terminate();
      });
    });
    socket.on('error', (error) => {
      end = { failure: error.message };
    });
    socket.once('close', () => {
      worked.then(
        () => resolve(end),
        () => {},
      );
    });
  });
}

/** Fails only when the input does: a command that ended takes no more of it. */
async function feed(socket: WebSocket, input: ExecOptions['input']): Promise<void> {
  if (input === undefined) return;
  const parts =
    typeof input === 'string' ? [Buffer.from(input)] : input instanceof Uint8Array ? [input] : input;
  for await (const part of parts) {
    if (socket.readyState !== socket.OPEN) return;
    const sent = sendThrough(socket, encodeChannel(channels.stdin, part)).catch(() => {});
    if (socket.bufferedAmount >= highWaterBytes) await sent;
  }
  await sendThrough(socket, Uint8Array.of(channels.close, channels.stdin)).catch(() => {});
}

function failureOf(work: Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => {
    work.catch(reject);
  });
}
