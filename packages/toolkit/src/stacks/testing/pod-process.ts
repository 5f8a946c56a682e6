import { readdir, readFile } from 'node:fs/promises';
import { run } from '../../base/index.ts';
import type { KubeObject } from '../../kube/index.ts';

/**
 * A process of a pod, as this machine sees it: all processes of a test cluster are its own.
 * @throws Error when none of the pod has the word in its command
 */
async function processInPod({ metadata }: KubeObject, word: string): Promise<number> {
  // The kubelet names a pod's cgroup after its uid.
  const uid = String(metadata['uid']);
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const cgroup = await read('cgroup');
    if (!cgroup.includes(uid) && !cgroup.includes(uid.replaceAll('-', '_'))) continue;
    if ((await read('cmdline')).includes(word)) return Number(pid);
  }
  throw new Error(`pod ${metadata.name} runs no ${word}`);
}

/** Ends it by SIGKILL, as an OOM would. */
export async function killInPod(pod: KubeObject, word: string): Promise<void> {
  process.kill(await processInPod(pod, word), 'SIGKILL');
}

/** Can something in the pod's network open this TCP connection? Policies are by packets, so any process will do. */
export async function reachesFrom(
  pod: KubeObject,
  word: string,
  address: string,
  port: number,
): Promise<boolean> {
  const pid = await processInPod(pod, word);
  const script = `const socket = require('node:net').connect(${port}, '${address}');
    socket.on('connect', () => process.exit(0)).on('error', () => process.exit(1));
    setTimeout(() => process.exit(1), 3000);`;
  const inside = [`--net=/proc/${pid}/ns/net`, process.execPath, '-e', script];
  return await run('nsenter', inside).then(
    () => true,
    () => false,
  );
}

/** A request from the pod's network, as an SFU of the node makes it; `env` keeps a token off the command line. */
export async function askFrom(
  pod: KubeObject,
  word: string,
  method: string,
  url: string,
  token: string,
): Promise<void> {
  const pid = await processInPod(pod, word);
  const script = `fetch(process.env.ASK_URL, { method: process.env.ASK_METHOD, headers: {
      authorization: 'Bearer ' + process.env.ASK_TOKEN } })
    .then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1));`;
  await run('nsenter', [`--net=/proc/${pid}/ns/net`, process.execPath, '-e', script], {
    env: { ...process.env, ASK_URL: url, ASK_METHOD: method, ASK_TOKEN: token },
  });
}
