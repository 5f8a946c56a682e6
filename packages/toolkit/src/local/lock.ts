import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { localErrors } from './local-errors.ts';
import type { StatePaths } from './state-paths.ts';

/**
 * Runs `work` while no other command changes the same platform. The lock is a socket in Linux's abstract namespace
 * (unix(7)): the kernel frees it with the process, so there are no stale locks and no file to leave behind.
 * @throws LOCAL_LOCKED naming the process that holds it
 */
export async function withLock<T>(paths: StatePaths, command: string, work: () => Promise<T>): Promise<T> {
  await mkdir(paths.root, { recursive: true, mode: 0o700 });
  const name = await lockName(paths);
  const server = createServer((socket) => socket.on('error', () => {}).end(`${process.pid} ${command}\n`));
  try {
    await listen(server, name);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw await lockedError(paths, name);
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

async function lockedError(paths: StatePaths, name: string): Promise<Error> {
  const [pid, ...command] = (await askHolder(name)).split(' ');
  const who = pid ? `\`stoa ${command.join(' ')}\` (process ${pid})` : 'another command';
  return localErrors.make('LOCAL_LOCKED', `${who} is at work on ${paths.root}`, {
    hint: 'wait for it to end, or interrupt it, and try again',
    ...(pid ? { details: { pid: Number(pid) } } : {}),
  });
}

async function lockName(paths: StatePaths): Promise<string> {
  const path = await realpath(paths.root);
  return `\0stoa-local-${createHash('sha256').update(path).digest('hex').slice(0, 40)}`;
}

async function listen(server: Server, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(name, resolve);
  });
}

/** `PID COMMAND`, or nothing when the holder is gone or too busy to answer. */
async function askHolder(name: string): Promise<string> {
  return await new Promise((resolve) => {
    let text = '';
    const socket = connect({ path: name });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => (text += chunk.toString('utf8')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text.trim()));
  });
}
