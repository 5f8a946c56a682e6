import { StoaError } from '../../base/index.ts';
import type { ExecOptions, KubeClient } from '../api/index.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { CopyOptions } from './copy-options.ts';

const complaintBytes = 4_096;

/** Runs tar in a container to its end. @throws KUBE_COPY_FAILED with what it said */
export async function runTar(
  client: Pick<KubeClient, 'exec'>,
  pod: ObjectRef,
  args: readonly string[],
  options: CopyOptions,
  streams: Pick<ExecOptions, 'input' | 'onStdout'>,
): Promise<void> {
  const command = [...(options.tar ?? ['tar']), ...args];
  const what = `copy with pod ${pod.namespace ?? ''}/${pod.name}`;
  let complaint = '';
  const exitCode = await client
    .exec(pod, command, {
      ...(options.container === undefined ? {} : { container: options.container }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...streams,
      onStderr: (data) => {
        complaint = (complaint + Buffer.from(data).toString('utf8')).slice(-complaintBytes);
      },
    })
    .catch((error: unknown) => {
      throw noTar(error, what);
    });
  if (exitCode === 0) return;
  const words = complaint.trim() || `tar ended with code ${exitCode}`;
  throw kubeErrors.make('KUBE_COPY_FAILED', `${what}: ${words}`, { details: { exitCode } });
}

/** Container runtimes have their own words for a program that is not there. */
function noTar(error: unknown, what: string): unknown {
  if (!(error instanceof StoaError) || error.code !== 'KUBE_EXEC_FAILED') return error;
  if (!/executable file not found|no such file/i.test(error.message)) return error;
  return kubeErrors.make('KUBE_COPY_FAILED', `${what}: the container has no tar`, {
    hint: 'copy from a container that has it, or by a volume',
    cause: error,
  });
}
