import type { ObjectRef } from '../objects/object.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectStatus } from '../status/object-status.ts';

/** Progress of an apply, a rollback or a destroy. */
export type ApplyEvent =
  | { readonly type: 'lock'; readonly state: 'waiting'; readonly holder: string }
  | { readonly type: 'lock'; readonly state: 'held' | 'released' }
  | { readonly type: 'plan'; readonly plan: Plan }
  | {
      readonly type: 'revision';
      readonly revision: number;
      readonly state: 'pending' | 'deployed' | 'failed';
    }
  | { readonly type: 'wave'; readonly wave: number; readonly of: number; readonly objects: number }
  | {
      readonly type: 'object';
      readonly ref: ObjectRef;
      readonly outcome: 'created' | 'changed' | 'replaced' | 'deleted';
      readonly ms: number;
    }
  | { readonly type: 'kept'; readonly ref: ObjectRef; readonly why: string }
  | { readonly type: 'waiting'; readonly ref: ObjectRef; readonly status: ObjectStatus }
  | { readonly type: 'ready'; readonly ref: ObjectRef; readonly ms: number };
