import type { PreflightCode } from './preflight-errors.ts';

/** One thing that will go wrong (`error`) or may (`warning`). */
export interface PreflightFinding {
  readonly severity: 'error' | 'warning';
  readonly code: PreflightCode;
  /** `Deployment calls/web`; null when it is about the cluster. */
  readonly object: string | null;
  readonly message: string;
  readonly hint?: string;
}

/** How one check ended. */
export interface CheckReport {
  /** `pod-security` */
  readonly name: string;
  /** What it looks at. */
  readonly title: string;
  readonly state: 'ok' | 'warning' | 'error' | 'skipped';
  /** Why it was skipped, or what it says besides its findings. */
  readonly note: string | null;
  readonly findings: readonly PreflightFinding[];
}

export interface PreflightReport {
  /** `https://10.0.0.1:6443` */
  readonly server: string;
  /** `v1.36.3`; null when the server does not answer. */
  readonly version: string | null;
  /** No finding is an error. */
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** How many objects were looked at. */
  readonly objects: number;
  readonly checks: readonly CheckReport[];
}

/** What a check gives back: its findings, with a word about what it saw, or why it could not look. */
export type CheckOutcome =
  | { readonly findings: readonly PreflightFinding[]; readonly note?: string }
  | { readonly skipped: string };
