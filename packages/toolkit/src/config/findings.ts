import type { ConfigCode } from './config-errors.ts';

/** Keys and list indexes from the config's root. */
export type ConfigPath = readonly (string | number)[];

/** Where something stands in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One mistake (`error`) or doubt (`warning`) at one place of a config. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: ConfigCode;
  readonly file: string;
  /** 1-based; null where the place is not known (`stoa.config.ts`). */
  readonly line: number | null;
  readonly column: number | null;
  /** `sfu.rtpPorts.min`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** A finding before its place in the file is looked up. */
export interface Mark {
  readonly severity?: 'error' | 'warning';
  readonly code: ConfigCode;
  readonly path: ConfigPath;
  /** Point to the key instead of its value. */
  readonly at?: 'key' | 'value';
  /** Place, where it is known already (syntax errors). */
  readonly position?: Position;
  readonly message: string;
  readonly hint?: string;
}

/** `sfu.rtpPorts.min`, `list[0].name`, `["odd key"]`. */
export function formatPath(path: ConfigPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(part)) text += text ? `.${part}` : part;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** `stoa.yaml:4:9: meet.port: expected … (CONFIG_WRONG_TYPE)`; the hint is not part of the line. */
export function formatFinding(finding: Finding): string {
  const place = finding.line === null ? finding.file : `${finding.file}:${finding.line}:${finding.column}`;
  const path = finding.path ? `${finding.path}: ` : '';
  return `${place}: ${path}${finding.message} (${finding.code})`;
}
