import { readdir, readFile } from 'node:fs/promises';
import type { KubeObject } from '../../kube/index.ts';

/**
 * Ends what runs in a pod of a test cluster by SIGKILL, from outside, as an OOM would: all of the cluster's processes are
 * this machine's. @throws Error when no process of the pod has the word in its command
 */
export async function killInPod({ metadata }: KubeObject, word: string): Promise<void> {
  // The kubelet names a pod's cgroup after its uid.
  const uid = String(metadata['uid']);
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const cgroup = await read('cgroup');
    if (!cgroup.includes(uid) && !cgroup.includes(uid.replaceAll('-', '_'))) continue;
    if (!(await read('cmdline')).includes(word)) continue;
    process.kill(Number(pid), 'SIGKILL');
    return;
  }
  throw new Error(`pod ${metadata.name} runs no ${word}`);
}
