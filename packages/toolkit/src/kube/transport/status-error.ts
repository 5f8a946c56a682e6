import type { StoaError } from '../../base/index.ts';
import { kubeErrors, type KubeCode } from '../kube-errors.ts';
import { fieldsOf, listOf, numberOf, textOf, type Fields } from '../objects/values.ts';

/** One reason of a refusal, as the API server names it (meta/v1 StatusCause). */
export interface StatusCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** A field that another manager owns with another value. */
export interface OwnedField {
  /** `.spec.replicas`, `.spec.template.spec.containers[name="web"].image` */
  readonly field: string;
  readonly manager: string;
}

/**
 * A `Status` object (or whatever else came with an error status) as our error. `details`: `status`, `reason`,
 * `causes`, `conflicts` of a field conflict, and `retryAfterSeconds` where the server names a time.
 * @param what the request for people: `apply Deployment meet/web`
 */
export function statusError(status: number, body: unknown, what: string): StoaError<KubeCode> {
  const fields = fieldsOf(body);
  const isStatus = fields['kind'] === 'Status';
  const reason = textOf(fields['reason']) ?? '';
  const message = isStatus ? (textOf(fields['message']) ?? '') : '';
  const causes = readCauses(fields);
  const conflicts = readConflicts(causes);
  const code = codeOf(status, reason, message, causes, conflicts.length > 0);
  const hint = hintOf(code, conflicts);
  return kubeErrors.make(code, `${what}: ${wordsOf(code, status, message, conflicts)}`, {
    ...(hint === undefined ? {} : { hint }),
    details: {
      status,
      reason,
      causes,
      ...(conflicts.length > 0 ? { conflicts } : {}),
      ...(message ? { message } : {}),
      ...retryAfter(fields),
    },
  });
}

function readCauses(fields: Fields): StatusCause[] {
  return listOf(fieldsOf(fields['details'])['causes']).map((item) => ({
    reason: textOf(fieldsOf(item)['reason']) ?? '',
    field: textOf(fieldsOf(item)['field']) ?? '',
    message: textOf(fieldsOf(item)['message']) ?? '',
  }));
}

function retryAfter(fields: Fields): { retryAfterSeconds?: number } {
  const seconds = numberOf(fieldsOf(fields['details'])['retryAfterSeconds']);
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

/** The manager stands in quotes in the message: `conflict with "kubectl-edit" using apps/v1`. */
function readConflicts(causes: readonly StatusCause[]): OwnedField[] {
  return causes
    .filter((cause) => cause.reason === 'FieldManagerConflict')
    .map((cause) => ({
      field: cause.field,
      manager: /^conflict with "([^"]*)"/.exec(cause.message)?.[1] ?? cause.message,
    }));
}

function codeOf(
  status: number,
  reason: string,
  message: string,
  causes: readonly StatusCause[],
  conflict: boolean,
): KubeCode {
  if (/failed calling webhook/.test(message)) return 'KUBE_WEBHOOK_FAILED';
  if (
    /admission webhook ".*" denied the request|ValidatingAdmissionPolicy '.*' .*denied request/.test(message)
  )
    return 'KUBE_ADMISSION_DENIED';
  if (status === 401) return 'KUBE_UNAUTHORIZED';
  if (status === 403) return forbiddenCode(message, causes);
  if (status === 404) return 'KUBE_NOT_FOUND';
  if (status === 409) return conflictCode(reason, conflict);
  if (status === 410 || reason === 'Expired') return 'KUBE_EXPIRED';
  // Who sends a uid means that very object, and there is another of its name by now.
  if (status === 422 && causes.some((cause) => cause.field === 'metadata.uid')) return 'KUBE_CONFLICT';
  if (status === 422) return isImmutable(message, causes) ? 'KUBE_IMMUTABLE' : 'KUBE_INVALID';
  if (status === 400 || status === 413 || status === 415) return 'KUBE_INVALID';
  if (status === 429)
    return causes.some((cause) => cause.reason === 'DisruptionBudget')
      ? 'KUBE_EVICTION_BLOCKED'
      : 'KUBE_BUSY';
  if (status >= 500) return 'KUBE_UNAVAILABLE';
  return 'KUBE_REFUSED';
}

function forbiddenCode(message: string, causes: readonly StatusCause[]): KubeCode {
  if (causes.some((cause) => cause.reason === 'NamespaceTerminating')) return 'KUBE_NAMESPACE_TERMINATING';
  if (/exceeded quota/.test(message)) return 'KUBE_QUOTA_EXCEEDED';
  if (/violates PodSecurity/.test(message)) return 'KUBE_ADMISSION_DENIED';
  // Some kinds refuse changes of immutable fields as 403: a PVC's spec, a StatefulSet's templates.
  if (/updates to .* (are|is) forbidden|is immutable|field can not be less/.test(message))
    return 'KUBE_IMMUTABLE';
  return 'KUBE_FORBIDDEN';
}

function conflictCode(reason: string, fieldConflict: boolean): KubeCode {
  if (fieldConflict) return 'KUBE_FIELD_CONFLICT';
  return reason === 'AlreadyExists' ? 'KUBE_ALREADY_EXISTS' : 'KUBE_CONFLICT';
}

/** Words that Kubernetes' validation uses for what cannot change once it is there. */
const immutableWords =
  /field is immutable|may not change once set|updates to .* forbidden|is immutable|cannot change roleRef|field can not be less than/i;

function isImmutable(message: string, causes: readonly StatusCause[]): boolean {
  return immutableWords.test(message) || causes.some((cause) => immutableWords.test(cause.message));
}

function wordsOf(code: KubeCode, status: number, message: string, conflicts: readonly OwnedField[]): string {
  if (code === 'KUBE_FIELD_CONFLICT') {
    return conflicts.map(({ field, manager }) => `${field} belongs to ${manager}`).join('; ');
  }
  return message || `the API server answers ${status} without a reason`;
}

function hintOf(code: KubeCode, conflicts: readonly OwnedField[]): string | undefined {
  switch (code) {
    case 'KUBE_FIELD_CONFLICT':
      return `leave the field to ${conflicts[0]?.manager ?? 'its owner'}, or take it with --force-conflicts`;
    case 'KUBE_UNAUTHORIZED':
      return 'the credentials may have expired: sign in again';
    case 'KUBE_FORBIDDEN':
      return 'a role has to allow this to your user; `stoa preflight` lists what is missing';
    default:
      return undefined;
  }
}
