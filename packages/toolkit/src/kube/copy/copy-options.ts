import type { CallOptions } from '../api/index.ts';

export interface CopyOptions extends CallOptions {
  readonly container?: string;
  /** The program in the container that packs and unpacks. Default `tar`. */
  readonly tar?: readonly string[];
}

export interface CopyResult {
  readonly files: number;
  readonly bytes: number;
  /** Paths of what was left out: symbolic links that come out of a container, devices, sockets. */
  readonly skipped: readonly string[];
}
