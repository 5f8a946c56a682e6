export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface KubeRequest {
  readonly method: Method;
  /** Absolute path, encoded: `/api/v1/namespaces/meet/pods`. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until an answer must be complete (until its head, for a stream). Default 30 s. */
  readonly timeoutMs?: number;
  /**
   * Whether the request may be sent again when it is not known what became of it. Default: yes for reads and for what
   * gives the same outcome twice (server-side apply, PUT with a resourceVersion, DELETE with a uid).
   */
  readonly repeatable?: boolean;
  /** Milliseconds during which failures are tried again. Default: the client's. */
  readonly patienceMs?: number;
}

export interface KubeResponse {
  readonly status: number;
  readonly body: unknown;
  /** Texts of `Warning: 299` headers (Kubernetes: deprecated versions, Pod Security warnings). */
  readonly warnings: readonly string[];
}

export function pathWithQuery(path: string, query: Query = {}): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? (value as readonly string[]) : [String(value)])
      pairs.push(`${encodeURIComponent(key)}=${encodeURIComponent(item)}`);
  }
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

/** `299 - "text"` (RFC 7234 §5.5), several in one header, with `\"` inside of texts. */
export function parseWarnings(header: string | undefined): string[] {
  if (!header) return [];
  return [...header.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
