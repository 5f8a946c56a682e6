import type { ObjectRef } from '../objects/object.ts';
import { resourceOf, type Context } from './_context.ts';
import { readLines } from './_lines.ts';
import { signalOf, type CallOptions } from './options.ts';
import { objectPath } from './paths.ts';

export interface LogOptions extends CallOptions {
  readonly container?: string;
  /** The container before its last restart. */
  readonly previous?: boolean;
  readonly follow?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
}

/** The lines that a pod's container wrote. */
export async function* readLogs(
  context: Context,
  pod: ObjectRef,
  options: LogOptions = {},
): AsyncGenerator<string, void, void> {
  const info = await resourceOf(context, pod, options.signal);
  const { container, previous, follow, tailLines, sinceSeconds, timestamps } = options;
  const stream = await context.transport.open(
    {
      method: 'GET',
      path: objectPath(info, pod, 'log'),
      query: { container, previous, follow, tailLines, sinceSeconds, timestamps },
      // The text is not negotiated; errors come as JSON, and anything narrower is refused with 406.
      accept: '*/*',
      ...signalOf(options),
    },
    `read the log of pod ${pod.namespace ?? ''}/${pod.name}`,
  );
  yield* readLines(stream);
}
