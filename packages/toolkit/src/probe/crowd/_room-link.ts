import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sleep } from '../../base/index.ts';
import { callErrors } from '../probe-errors.ts';
import type { FromRoom, Order } from './_wire.ts';

const program = fileURLToPath(new URL('_room-process.ts', import.meta.url));
/** Joining with many others at once may take that long, ms. */
const answerMs = 90_000;
const closeMs = 10_000;

/** A room's process as its crowd sees it. */
export class RoomLink {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: FromRoom) => void>();
  #lastId = 0;

  constructor() {
    this.#child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child.on('message', (answer: FromRoom) => this.#settle(answer));
    this.#child.once('exit', () => {
      for (const id of this.#waiting.keys()) this.#settle({ id, problem: 'the process of the room ended' });
    });
  }

  /** @throws CALL_CROWD: what the room's process said */
  async ask(order: Order): Promise<FromRoom> {
    const id = (this.#lastId += 1);
    const answer = await new Promise<FromRoom>((resolve) => {
      const timer = setTimeout(() => this.#settle({ id, problem: 'no answer in time' }), answerMs);
      this.#waiting.set(id, (given) => {
        clearTimeout(timer);
        resolve(given);
      });
      if (this.#child.connected) this.#child.send({ ...order, id });
      else this.#settle({ id, problem: 'the process of the room is gone' });
    });
    if (answer.problem !== undefined) throw callErrors.make('CALL_CROWD', answer.problem);
    return answer;
  }

  /** Everybody leaves, the process ends; never fails. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    await Promise.race([this.ask({ type: 'close' }).catch(() => {}), sleep(closeMs)]);
    if (this.#child.connected) this.#child.disconnect();
    if ((await Promise.race([ended, sleep(closeMs)])) === undefined) this.#child.kill('SIGKILL');
  }

  #settle(answer: FromRoom): void {
    const resolve = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    resolve?.(answer);
  }
}
