import type { Endpoint } from '../codec/index.ts';
import type { TurnCode } from '../turn-errors.ts';
import type { PeerKind } from './address-kind.ts';

/** One thing that is wrong, or worth knowing. Only `error` makes a check fail. */
export interface TurnFinding {
  readonly code: TurnCode;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly hint?: string;
  /** Figures behind the message, as plain JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Round-trip times in whole microseconds. */
export interface LatencyReport {
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

export interface EchoReport extends Partial<LatencyReport> {
  readonly sent: number;
  readonly received: number;
  /** Round trips per second while packets were flowing. */
  readonly perSecond: number;
}

/** Packets of one peer test: `there` is the direction of who spoke first, `back` the answers to it. */
export interface PathReport {
  readonly sent: number;
  readonly there: number;
  readonly back: number;
  /** Why the path was not tested; the counts are 0 then. */
  readonly skipped?: string;
}

export interface PathsReport {
  /** Client A → relay A → relay B → client B, and the echo back. */
  readonly relayToRelay?: EchoReport;
  /** The relay speaks first to a plain UDP peer outside. */
  readonly relayFirst?: PathReport;
  /** A plain UDP peer outside, permitted but never spoken to, speaks first to the relay. */
  readonly peerFirst?: PathReport;
}

export interface TlsReport {
  readonly protocol: string;
  readonly subject: string;
  readonly issuer: string;
  /** Subject alternative names, as `DNS:…` and `IP Address:…`. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** OpenSSL's verdict on the chain, null when it is trusted. */
  readonly chainError: string | null;
  /** What is wrong with the name, null when it fits. */
  readonly nameError: string | null;
}

export interface PermissionProbe {
  readonly target: string;
  readonly kind: PeerKind;
  readonly result: 'accepted' | 'refused' | 'not tested';
  readonly stunCode?: number;
}

export interface TurnUrlReport {
  /** The URL in its normal form. */
  readonly url: string;
  readonly ok: boolean;
  readonly address?: string;
  readonly software?: string;
  readonly realm?: string;
  readonly relayed?: Endpoint;
  /** Our address as the server sees it. */
  readonly mapped?: Endpoint;
  readonly lifetimeSeconds?: number;
  /** Servers that 300 answers led to, in order; the rest of the report is about the last. */
  readonly alternates: readonly Endpoint[];
  readonly tls?: TlsReport;
  /** Milliseconds, to the microsecond, by step. */
  readonly timings: Readonly<Record<string, number>>;
  readonly paths: PathsReport;
  readonly permissions: readonly PermissionProbe[];
  /** Server's clock minus ours. Measured only when it matters and can be. */
  readonly clockSkewSeconds?: number;
  readonly findings: readonly TurnFinding[];
}

export interface TurnReport {
  readonly schema: 'stoa.turn-check/v1';
  readonly ok: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly urls: readonly TurnUrlReport[];
}

/** What the stages of one URL's check write into. */
export type UrlDraft = {
  -readonly [
    K in keyof Omit<TurnUrlReport, 'ok' | 'timings' | 'paths' | 'findings' | 'permissions' | 'alternates'>
  ]: TurnUrlReport[K];
} & {
  timings: Record<string, number>;
  paths: { -readonly [K in keyof PathsReport]: PathsReport[K] };
  permissions: PermissionProbe[];
  alternates: Endpoint[];
  findings: TurnFinding[];
};
