import { WebSocket } from 'ws';
import type { Api } from './api.ts';

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** The first byte of each message names its stream (KEP-4006, v5.channel.k8s.io). */
const stdout = 1;
const stderr = 2;
const status = 3;

/** Runs a program in a pod to its end, as `kubectl exec` does. */
export async function execInPod(
  api: Api,
  pod: string,
  command: readonly string[],
  namespace = 'default',
): Promise<ExecResult> {
  const query = new URLSearchParams([
    ['stdout', 'true'],
    ['stderr', 'true'],
    ...command.map((word) => ['command', word] as [string, string]),
  ]);
  const url = new URL(`/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query.toString()}`, api.server);
  url.protocol = 'wss:';
  const socket = new WebSocket(url, ['v5.channel.k8s.io'], api.tls);
  const streams = new Map<number, string>();
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const [channel = -1] = data;
      streams.set(channel, (streams.get(channel) ?? '') + data.subarray(1).toString('utf8'));
    });
    socket.on('close', () => resolve());
    socket.on('error', reject);
  });
  const end = streams.get(status);
  if (end === undefined) throw new Error(`exec in ${pod} ended without a status`);
  return { stdout: streams.get(stdout) ?? '', stderr: streams.get(stderr) ?? '', code: exitCode(end) };
}

function exitCode(text: string): number {
  const {
    status: result,
    message,
    details,
  } = JSON.parse(text) as {
    status: string;
    message?: string;
    details?: { causes?: { reason?: string; message?: string }[] };
  };
  if (result === 'Success') return 0;
  const cause = details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (!cause) throw new Error(`exec failed: ${message ?? text}`);
  return Number(cause.message);
}
