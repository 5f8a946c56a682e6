import type { Emit } from '../../base/index.ts';
import type { KubeClient } from '../api/client.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import type { ApplyEvent } from './events.ts';

/** What all steps of an apply work with. */
export interface ChangeContext {
  readonly client: KubeClient;
  readonly set: ObjectSet;
  readonly emit: Emit<ApplyEvent>;
  /** Fires when the user cancels or the lock is lost. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly force: boolean;
  /** Objects at a time inside a wave. */
  readonly width: number;
}
