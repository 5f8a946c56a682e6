import { baseErrors, messageOf, StoaError } from '../../base/index.ts';
import { kubeErrors } from '../kube-errors.ts';

const refused = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The system's code of a failed connection (`ECONNRESET`, `CERT_HAS_EXPIRED`). */
export function failureCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code !== undefined) return code;
  // Happy eyeballs: several addresses were tried, each with a failure of its own.
  return error instanceof AggregateError ? failureCode(error.errors[0]) : undefined;
}

/** A connection that failed, as our error. */
export function connectionError(error: unknown, server: URL, what: string, signal?: AbortSignal): StoaError {
  if (error instanceof StoaError) return error;
  if (signal?.aborted) return baseErrors.make('BASE_ABORTED', `${what}: cancelled`, { cause: error });
  const code = failureCode(error);
  const at = `the API server at ${server.origin}`;
  if ((error as Error | undefined)?.name === 'TimeoutError' || code === 'ETIMEDOUT') {
    return kubeErrors.make('KUBE_TIMEOUT', `${what}: ${at} did not answer in time`, { cause: error });
  }
  if (code !== undefined && /CERT|SSL|TLS|ISSUER|SIGN/.test(code)) return tlsError(error, code, at, what);
  const why =
    code !== undefined && refused.has(code)
      ? `cannot be reached (${code})`
      : `broke the connection (${code ?? messageOf(error)})`;
  return kubeErrors.make('KUBE_UNREACHABLE', `${what}: ${at} ${why}`, {
    hint: 'is the cluster running, and is this the right context?',
    cause: error,
  });
}

function tlsError(error: unknown, code: string, at: string, what: string): StoaError {
  const hints: Readonly<Record<string, string>> = {
    ERR_TLS_CERT_ALTNAME_INVALID: 'if the name differs on purpose, set tls-server-name in the kubeconfig',
    CERT_HAS_EXPIRED: "renew the API server's certificate",
  };
  return kubeErrors.make('KUBE_TLS', `${what}: ${at}: ${messageOf(error)}`, {
    hint: hints[code] ?? 'does certificate-authority of the kubeconfig belong to this cluster?',
    cause: error,
  });
}
