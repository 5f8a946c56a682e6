/** Progress as every engine tells it; printers draw it (DESIGN §1.4). */
export type ProgressEvent =
  | { readonly type: 'step'; readonly id: string; readonly title: string; readonly state: 'start' }
  | {
      readonly type: 'step';
      readonly id: string;
      readonly title: string;
      readonly state: 'progress';
      readonly detail: string;
    }
  | {
      readonly type: 'step';
      readonly id: string;
      readonly title: string;
      readonly state: 'done' | 'skipped';
      readonly ms: number;
      readonly detail?: string;
    }
  | {
      readonly type: 'step';
      readonly id: string;
      readonly title: string;
      readonly state: 'failed';
      readonly ms: number;
      readonly message: string;
    }
  | {
      readonly type: 'notice';
      readonly level: 'info' | 'warn';
      readonly message: string;
      readonly hint?: string;
    };

export type Emit<E> = (event: E) => void;

/**
 * Turns work that emits events into an async generator: the events as they come, then the work's result as the
 * generator's return value. A failure of the work is thrown after the events that came before it.
 */
export async function* streamEvents<E, R>(work: (emit: Emit<E>) => Promise<R>): AsyncGenerator<E, R, void> {
  const queue: E[] = [];
  let wake: () => void = () => {};
  let finished = false;
  const result = work((event) => {
    queue.push(event);
    wake();
  }).finally(() => {
    finished = true;
    wake();
  });
  // A consumer may stop reading; the failure must not become an unhandled rejection then.
  result.catch(() => {});
  for (;;) {
    const next = queue.shift();
    if (next !== undefined) {
      yield next;
    } else if (finished) {
      return await result;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

/** Reads a stream to its end, handing each event to `onEvent`, and returns the result. */
export async function drainEvents<E, R>(
  stream: AsyncGenerator<E, R, void>,
  onEvent: (event: E) => void = () => {},
): Promise<R> {
  for (;;) {
    const next = await stream.next();
    if (next.done) return next.value;
    onEvent(next.value);
  }
}

/** Runs one named step, emitting its start, end or failure. `work` gets a function that reports progress. */
export async function step<T>(
  emit: Emit<ProgressEvent>,
  id: string,
  title: string,
  work: (progress: (detail: string) => void) => Promise<T>,
  describe?: (value: T) => string | undefined,
): Promise<T> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  emit({ type: 'step', id, title, state: 'start' });
  try {
    const value = await work((detail) => emit({ type: 'step', id, title, state: 'progress', detail }));
    const detail = describe?.(value);
    emit({ type: 'step', id, title, state: 'done', ms: ms(), ...(detail === undefined ? {} : { detail }) });
    return value;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    emit({ type: 'step', id, title, state: 'failed', ms: ms(), message });
    throw error;
  }
}
