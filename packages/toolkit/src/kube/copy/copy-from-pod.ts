import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import type { KubeClient } from '../api/index.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { CopyOptions, CopyResult } from './copy-options.ts';
import { runTar } from './_run-tar.ts';

/**
 * Copies a file or a folder with all that is in it out of a container. Afterwards it is at `local`, which is merged
 * with what was there. Symbolic links are left out: they would lead anywhere on this machine.
 * @param remote absolute path in the container
 * @throws KUBE_COPY_FAILED, KUBE_COPY_UNSAFE, the system's error for what cannot be written
 */
export async function copyFromPod(
  client: Pick<KubeClient, 'exec'>,
  pod: ObjectRef,
  remote: string,
  local: string,
  options: CopyOptions = {},
): Promise<CopyResult> {
  const { folder, name } = split(remote);
  // Loaded here: most commands copy nothing.
  const { unpack } = await import('./_unpack.ts');
  const archive = new PassThrough();
  const unpacking = unpack(archive, resolve(local), name);
  // Somebody has to hear of a failure while tar still runs; it is thrown below.
  unpacking.catch((error: unknown) => archive.destroy(error as Error));
  archive.on('error', () => {});
  const onStdout = async (data: Uint8Array) => {
    if (archive.destroyed) throw archive.errored ?? new Error('the archive is not read any more');
    if (!archive.write(data)) await writable(archive);
  };
  try {
    await runTar(client, pod, ['-c', '-f', '-', '-C', folder, `./${name}`], options, { onStdout });
  } catch (error) {
    const reason = archive.errored ?? (error as Error);
    archive.destroy(reason);
    await unpacking.catch(() => {});
    throw reason;
  }
  archive.end();
  return await unpacking;
}

/** Until more may be written, or nothing ever will be. */
function writable(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

function split(remote: string): { folder: string; name: string } {
  const parts = remote.split('/').filter((part) => part !== '' && part !== '.');
  const name = parts.at(-1);
  if (remote.startsWith('/') && name !== undefined && !parts.includes('..'))
    return { folder: `/${parts.slice(0, -1).join('/')}`, name };
  throw kubeErrors.make(
    'KUBE_COPY_FAILED',
    `${remote} is no absolute path of a file or folder in a container`,
  );
}
