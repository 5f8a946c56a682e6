import { fieldsOf, listOf, textOf } from '../objects/values.ts';

/** Sub-protocol of exec, attach and port-forward over WebSocket (KEP-4006; v5 can close single channels). */
export const channelProtocol = 'v5.channel.k8s.io';

/** First byte of every message: which stream it belongs to (Kubernetes, `k8s.io/apimachinery/pkg/util/remotecommand`). */
export const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

export function encodeChannel(channel: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(data.length + 1);
  message[0] = channel;
  message.set(data, 1);
  return message;
}

export interface ChannelMessage {
  readonly channel: number;
  readonly data: Uint8Array;
}

/** Undefined for an empty message, which means nothing. */
export function decodeChannel(message: Uint8Array): ChannelMessage | undefined {
  const [channel] = message;
  return channel === undefined ? undefined : { channel, data: message.subarray(1) };
}

export type ExecEnd = { readonly exitCode: number } | { readonly failure: string };

/** What the error channel says at the end: a Status, with the exit code as a cause when the command failed. */
export function readExecStatus(text: string): ExecEnd {
  let status: Readonly<Record<string, unknown>>;
  try {
    status = fieldsOf(JSON.parse(text));
  } catch {
    return { failure: text };
  }
  if (status['status'] === 'Success') return { exitCode: 0 };
  const causes = listOf(fieldsOf(status['details'])['causes']).map(fieldsOf);
  const exit = causes.find((cause) => cause['reason'] === 'ExitCode');
  const code = Number(textOf(exit?.['message']));
  return exit && Number.isInteger(code) ? { exitCode: code } : { failure: textOf(status['message']) ?? text };
}
