import { expect, it } from 'vitest';
import { statusError } from './status-error.ts';

function status(reason: string, message: string, causes: readonly object[] = []) {
  return { kind: 'Status', status: 'Failure', reason, message, details: { causes } };
}

it.each([
  [401, status('Unauthorized', 'Unauthorized'), 'KUBE_UNAUTHORIZED'],
  [403, status('Forbidden', 'pods is forbidden: User "x" cannot list'), 'KUBE_FORBIDDEN'],
  [
    403,
    status('Forbidden', 'pods "a" is forbidden: exceeded quota: q, requested: pods=1'),
    'KUBE_QUOTA_EXCEEDED',
  ],
  [
    403,
    status('Forbidden', 'pods "a" is forbidden: violates PodSecurity "restricted:latest"'),
    'KUBE_ADMISSION_DENIED',
  ],
  [400, status('BadRequest', 'admission webhook "a.b" denied the request: no'), 'KUBE_ADMISSION_DENIED'],
  [500, status('InternalError', 'failed calling webhook "a.b": timeout'), 'KUBE_WEBHOOK_FAILED'],
  [404, status('NotFound', 'pods "a" not found'), 'KUBE_NOT_FOUND'],
  [409, status('AlreadyExists', 'exists'), 'KUBE_ALREADY_EXISTS'],
  [409, status('Conflict', 'the object has been modified'), 'KUBE_CONFLICT'],
  [410, status('Expired', 'too old resource version'), 'KUBE_EXPIRED'],
  [
    422,
    status('Invalid', 'Deployment is invalid: spec.selector: Invalid value: …: field is immutable'),
    'KUBE_IMMUTABLE',
  ],
  [
    422,
    status('Invalid', 'updates to statefulset spec for fields other than … are forbidden'),
    'KUBE_IMMUTABLE',
  ],
  [422, status('Invalid', 'spec.replicas: Required value'), 'KUBE_INVALID'],
  [
    422,
    status('Invalid', 'metadata.uid: Invalid value: "…": field is immutable', [
      { reason: 'FieldValueInvalid', field: 'metadata.uid', message: 'field is immutable' },
    ]),
    'KUBE_CONFLICT',
  ],
  [
    403,
    status('Forbidden', 'forbidden: unable to create new content in namespace n', [
      { reason: 'NamespaceTerminating', field: 'metadata.namespace' },
    ]),
    'KUBE_NAMESPACE_TERMINATING',
  ],
  [429, status('TooManyRequests', 'slow down'), 'KUBE_BUSY'],
  [429, status('TooManyRequests', 'Cannot evict', [{ reason: 'DisruptionBudget' }]), 'KUBE_EVICTION_BLOCKED'],
  [503, 'plain text', 'KUBE_UNAVAILABLE'],
  [418, undefined, 'KUBE_REFUSED'],
] as const)('%i %j is %s', (code, body, expected) => {
  const error = statusError(code, body, 'apply ConfigMap a/b');
  expect(error).toMatchObject({ code: expected, exitCode: 3 });
  expect(error.message).toMatch(/^apply ConfigMap a\/b: ./);
});

it('names who owns a field', () => {
  const cause = {
    reason: 'FieldManagerConflict',
    field: '.spec.replicas',
    message: 'conflict with "kubectl-edit" using apps/v1',
  };
  const error = statusError(
    409,
    status('Conflict', 'Apply failed with 1 conflict', [cause]),
    'apply Deployment a/b',
  );
  expect(error.code).toBe('KUBE_FIELD_CONFLICT');
  expect(error.message).toBe('apply Deployment a/b: .spec.replicas belongs to kubectl-edit');
  expect(error.details['conflicts']).toEqual([{ field: '.spec.replicas', manager: 'kubectl-edit' }]);
});
