import type { KubeClient } from '../api/index.ts';
import { kubeErrors } from '../kube-errors.ts';
import type { ObjectRef } from '../objects/object.ts';
import type { CopyOptions, CopyResult } from './copy-options.ts';
import { runTar } from './_run-tar.ts';

/**
 * Copies a file or a folder with all that is in it; links stay links. Afterwards it is at `remote`, which is merged
 * with what was there.
 * @param remote absolute path in the container, whose folders are made
 * @throws KUBE_COPY_FAILED, also when a file changes its size meanwhile; the system's error for what cannot be read
 */
export async function copyToPod(
  client: Pick<KubeClient, 'exec'>,
  pod: ObjectRef,
  local: string,
  remote: string,
  options: CopyOptions = {},
): Promise<CopyResult> {
  const tally = { files: 0, bytes: 0, skipped: [] as string[] };
  // Loaded here: most commands copy nothing.
  const { pack } = await import('./_pack.ts');
  const input = pack(local, inArchive(remote), tally);
  // Owners and times of this machine mean nothing there.
  await runTar(client, pod, ['-x', '-o', '-m', '-f', '-', '-C', '/'], options, { input });
  return tally;
}

function inArchive(remote: string): string {
  const parts = remote.split('/').filter((part) => part !== '' && part !== '.');
  if (remote.startsWith('/') && parts.length > 0 && !parts.includes('..')) return parts.join('/');
  throw kubeErrors.make(
    'KUBE_COPY_FAILED',
    `${remote} is no absolute path of a file or folder in a container`,
  );
}
