import { spawn } from 'node:child_process';

export interface HttpLoad {
  stop(): Promise<void>;
}

export interface HttpLoadInput {
  /** `https:` */
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  /** Requests at a time. */
  readonly width: number;
  /** Pause of each between two requests. */
  readonly pauseMs: number;
}

/**
 * Asks for the same page over and over, each time on a new connection: so it burns CPU for handshakes, and a pod that has
 * only just come gets its share. A process of its own, for the test's one carries a call.
 */
export function startHttpLoad({ url, ca, width, pauseMs }: HttpLoadInput): HttpLoad {
  const script = `const { get } = require('node:https');
    const ca = process.env.LOAD_CA;
    const again = () => setTimeout(ask, ${pauseMs});
    const ask = () => get(${JSON.stringify(url)}, { ca, agent: false }, (answer) => answer.resume().on('close', again))
      .on('error', again);
    for (let one = 0; one < ${width}; one += 1) ask();`;
  const child = spawn(process.execPath, ['-e', script], {
    stdio: 'ignore',
    env: { ...process.env, LOAD_CA: ca },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    stop: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
