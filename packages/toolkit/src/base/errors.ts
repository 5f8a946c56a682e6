/** Exit codes by family, as the CLI returns them (DESIGN: 2 usage/config, 3 cluster, 4 host, 5 check failed). */
export const exitCodes = {
  internal: 1,
  usage: 2,
  config: 2,
  cluster: 3,
  host: 4,
  check: 5,
  interrupted: 130,
} as const;

export type ErrorFamily = keyof typeof exitCodes;

/** What a registry says about one code: its family and what it means, for the reference page. */
export interface ErrorSpec {
  readonly family: ErrorFamily;
  readonly summary: string;
}

export interface StoaErrorOptions {
  /** What the user can do about it. */
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error type that leaves Stoa. Anything else that is thrown is a bug (exit code 1). */
export class StoaError<Code extends string = string> extends Error {
  override readonly name = 'StoaError';
  readonly code: Code;
  readonly family: ErrorFamily;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, family: ErrorFamily, message: string, options: StoaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.family = family;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  get exitCode(): number {
    return exitCodes[this.family];
  }

  toJSON(): { code: Code; message: string; hint?: string; details: Readonly<Record<string, unknown>> } {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      details: this.details,
    };
  }
}

export interface ErrorRegistry<Codes extends Record<string, ErrorSpec>> {
  readonly codes: Codes;
  /** Makes (does not throw) the error for a code: `throw turnErrors.make('TURN_TIMEOUT', '…')`. */
  make<Code extends keyof Codes & string>(
    code: Code,
    message: string,
    options?: StoaErrorOptions,
  ): StoaError<Code>;
}

/** Declares the error codes of one folder. Codes are SCREAMING_SNAKE with the folder's name in front. */
export function defineErrors<const Codes extends Record<string, ErrorSpec>>(
  codes: Codes,
): ErrorRegistry<Codes> {
  return {
    codes,
    make(code, message, options) {
      const spec = codes[code];
      return new StoaError(code, spec?.family ?? 'internal', message, options);
    },
  };
}

/** The message of whatever was thrown; used where a foreign error becomes part of ours. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
