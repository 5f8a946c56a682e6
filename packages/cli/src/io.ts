/** A place to write text to. */
export interface Out {
  write(text: string): unknown;
  readonly isTTY: boolean;
  /** Width in characters. */
  readonly columns: number;
}

/** The world as a command sees it; tests give their own. */
export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Fires on Ctrl-C, SIGTERM, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** Whether escape sequences may be written (https://no-color.org). */
export function isFancy(out: Out, env: Io['env']): boolean {
  return out.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
