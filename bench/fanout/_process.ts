import { fork } from 'node:child_process';

/** A process of the benchmark that answers each message with one message. */
export interface Peer extends AsyncDisposable {
  /** The first thing it said. */
  readonly hello: Record<string, unknown>;
  ask<T>(message: unknown): Promise<T>;
}

export async function startPeer(
  file: string,
  options: { env?: Record<string, string>; execArgv?: readonly string[] } = {},
): Promise<Peer> {
  const child = fork(new URL(file, import.meta.url), [], {
    env: { ...process.env, ...options.env },
    execArgv: [...(options.execArgv ?? [])],
  });
  const next = () =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const ended = () => reject(new Error(`${file} ended`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        const said = message as Record<string, unknown>;
        if (typeof said['failed'] === 'string') reject(new Error(said['failed']));
        else resolve(said);
      });
    });
  const hello = await next();
  return {
    hello,
    ask: async <T>(message: unknown) => {
      child.send(message as object);
      return (await next()) as T;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
