import { expect, it } from 'vitest';
import { statusOf } from './status.ts';

it('a namespace that is being deleted says what in it holds it', () => {
  const message = 'Some content in the namespace has finalizers remaining: a/b in 1 resource instances';
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'n', deletionTimestamp: 't' },
    status: {
      conditions: [
        { type: 'NamespaceDeletionContentFailure', status: 'False', message: 'All content deleted' },
        { type: 'NamespaceFinalizersRemaining', status: 'True', message },
      ],
    },
  };
  expect(statusOf(namespace)).toEqual({ state: 'terminating', reason: 'Terminating', message });
});

it('anything else names its finalizers', () => {
  const metadata = { name: 'c', deletionTimestamp: 't', finalizers: ['a/b'] };
  expect(statusOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata }).message).toBe('held by a/b');
});
