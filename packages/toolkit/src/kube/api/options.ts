export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Hears what the API server warns of, though it does what it is asked (deprecated versions, Pod Security). */
  readonly onWarning?: (text: string) => void;
}

export interface SubresourceOption {
  readonly subresource?: string;
}

export interface DryRunOption {
  /** The API server does everything but keep the outcome (admission included). */
  readonly dryRun?: boolean;
}

export interface ApplyOptions extends CallOptions, DryRunOption {
  /** Who owns the fields that are sent. */
  readonly fieldManager: string;
  /** Take fields that others own. */
  readonly force?: boolean;
  /**
   * Apply only to the object of this uid, or only when there is none of that name (`absent`).
   * @throws KUBE_CONFLICT when it is otherwise
   */
  readonly onlyTo?: { readonly uid: string } | 'absent';
}

export interface DeleteOptions extends CallOptions, DryRunOption {
  /** `Foreground` keeps the object until what it owns is gone. Default `Background`. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Delete only this very object, not a newer one of the same name; makes the request safe to repeat. */
  readonly uid?: string;
  readonly gracePeriodSeconds?: number;
}

export interface Selection {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ListOptions extends CallOptions, Selection {
  /** Objects a page; default 500, as kubectl. */
  readonly pageSize?: number;
}

export interface WriteOptions extends CallOptions, DryRunOption {
  readonly fieldManager?: string;
}

/** The parts of a request that options mean. */
export function signalOf(options: CallOptions): { signal?: AbortSignal } {
  return options.signal ? { signal: options.signal } : {};
}

export function dryRunQuery(options: DryRunOption): { dryRun?: string } {
  return options.dryRun ? { dryRun: 'All' } : {};
}
