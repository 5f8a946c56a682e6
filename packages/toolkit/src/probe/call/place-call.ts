import { baseErrors, sleep, step, streamEvents, type Emit, type ProgressEvent } from '../../base/index.ts';
import { LiveCall, type LiveParticipant } from './live-call.ts';
import type { CallOptions } from './options.ts';
import type { CallReport } from './report.ts';

const progressEveryMs = 1_000;

function joinStep({ name, path }: LiveParticipant) {
  const way = path === 'direct' ? 'without relay' : `through TURN over ${path}`;
  return { type: 'step', id: `join-${name}`, title: `${name} joins ${way}` } as const;
}

async function joinAll(call: LiveCall, emit: Emit<ProgressEvent>): Promise<void> {
  const started = performance.now();
  for (const one of call.participants) emit({ ...joinStep(one), state: 'start' });
  await call.join((one) => {
    const ms = Math.round(performance.now() - started);
    if (one.failure === undefined) emit({ ...joinStep(one), state: 'done', ms });
    else emit({ ...joinStep(one), state: 'failed', ms, message: one.failure.message });
  });
}

async function waitForMedia(call: LiveCall, emit: Emit<ProgressEvent>, signal: AbortSignal | undefined) {
  const complete = await step(emit, 'media', 'Everyone receives everyone', () =>
    call.waitForMedia(call.plan.joinTimeoutMs, signal),
  );
  if (complete) return;
  const message = `not received: ${call.waitingFor().join(', ')}`;
  emit({ type: 'notice', level: 'warn', message });
}

async function measure(
  call: LiveCall,
  durationMs: number,
  signal: AbortSignal | undefined,
  tell: (text: string) => void,
) {
  call.mark();
  const end = performance.now() + durationMs;
  for (let left = durationMs; left > 0; left = end - performance.now()) {
    tell(`${Math.ceil(left / 1_000)} s to go`);
    await sleep(Math.min(left, progressEveryMs), signal);
  }
  return call.report();
}

/** Stops waiting as soon as the signal fires; what was waited for is ended by the call's stop. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(baseErrors.make('BASE_ABORTED', 'cancelled', { cause: signal.reason }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function run(options: CallOptions, emit: Emit<ProgressEvent>): Promise<CallReport> {
  if (options.signal?.aborted) throw baseErrors.make('BASE_ABORTED', 'cancelled');
  const call = new LiveCall(options);
  const { durationMs } = call.plan;
  try {
    await orAborted(joinAll(call, emit), options.signal);
    if (call.active.length < 2) return call.report();
    await waitForMedia(call, emit, options.signal);
    return await step(
      emit,
      'measure',
      'Measure',
      (tell) => measure(call, durationMs, options.signal, tell),
      ({ streams }) => `${streams.reduce((sum, { packets }) => sum + packets, 0)} packets`,
    );
  } finally {
    await call.stop();
  }
}

/**
 * Places a call between synthetic participants and judges it: all join one room through the session backends, each on
 * its path, everyone must receive everyone's media, the streams are measured, all leave. What goes wrong in the call
 * is in the report's `problems`; only options that make no sense, and the signal, make it throw.
 * @throws CALL_OPTIONS, BASE_ABORTED
 */
export function placeCall(options: CallOptions): AsyncGenerator<ProgressEvent, CallReport, void> {
  return streamEvents<ProgressEvent, CallReport>((emit) => run(options, emit));
}
