import type { ProgressEvent } from '@stoa/toolkit/base';
import { formatRef, refId, type ApplyEvent } from '@stoa/toolkit/kube';

const verbs = { created: 'create', changed: 'change', replaced: 'replace', deleted: 'delete' } as const;

/** The events of an apply as progress that every printer draws. The plan itself is not among it. */
export async function* asProgress<R>(
  stream: AsyncGenerator<ApplyEvent, R, void>,
): AsyncGenerator<ProgressEvent, R, void> {
  const translate = translator();
  for (;;) {
    const next = await stream.next();
    if (next.done) return next.value;
    yield* translate(next.value);
  }
}

/** Keeps in mind who is waited for. */
export function translator(): (event: ApplyEvent) => ProgressEvent[] {
  const waiting = new Set<string>();
  return (event) => {
    switch (event.type) {
      case 'lock':
        if (event.state !== 'waiting') return [];
        return [
          { type: 'notice', level: 'info', message: `waiting for ${event.holder}, who changes the platform` },
        ];
      case 'object': {
        const title = `${verbs[event.outcome]} ${formatRef(event.ref)}`;
        const id = `${event.outcome} ${refId(event.ref)}`;
        return [{ type: 'step', id, title, state: 'done', ms: event.ms }];
      }
      case 'kept':
        return [{ type: 'notice', level: 'info', message: `${formatRef(event.ref)}: ${event.why}` }];
      case 'waiting': {
        const step = { type: 'step', id: refId(event.ref), title: `${formatRef(event.ref)} ready` } as const;
        const progress = { ...step, state: 'progress', detail: event.status.message } as const;
        if (waiting.has(step.id)) return [progress];
        waiting.add(step.id);
        return [{ ...step, state: 'start' }, progress];
      }
      case 'ready': {
        const id = refId(event.ref);
        if (!waiting.delete(id)) return [];
        return [{ type: 'step', id, title: `${formatRef(event.ref)} ready`, state: 'done', ms: event.ms }];
      }
      case 'plan':
      case 'revision':
      case 'wave':
        return [];
    }
  };
}
