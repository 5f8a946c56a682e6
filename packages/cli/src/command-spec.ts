import type { CommandContext } from './context.ts';
import type { OutputFormat } from './output-format.ts';

/** What a shell offers for a value. */
export type Completes = 'file' | 'folder';

export interface OptionSpec {
  /** As commander reads them: `-f, --file <path>`. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  /** Turns the text into the option's value; throws InvalidArgumentError. */
  readonly parse?: (text: string, before: unknown) => unknown;
  readonly completes?: Completes;
}

export interface ArgumentSpec {
  /** `<needed>`, `[optional]`, `<several...>`. */
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly completes?: Completes;
}

export interface Example {
  readonly command: string;
  readonly meaning: string;
}

/** What one file under `commands/` exports as `command`. */
export interface CommandSpec {
  /** A sentence or two for `--help`. */
  readonly description: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Formats besides text, json, yaml and jsonl. */
  readonly formats?: readonly OutputFormat[];
  /** Another exit code for a failure, where the usual one means something else here. */
  readonly failureCode?: (exitCode: number, options: Readonly<Record<string, unknown>>) => number;
  /** Does the work; returns the exit code when it is not 0. */
  readonly run: (
    context: CommandContext,
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<number | void>;
}

type TypedSpec<Options> = Omit<CommandSpec, 'run'> & {
  readonly run: (
    context: CommandContext,
    args: readonly string[],
    options: Options,
  ) => Promise<number | void>;
};

/** Declares a command. `Options` must say what `options` yields: that is the one place where nothing checks it. */
export function defineCommand<Options extends object = object>(spec: TypedSpec<Options>): CommandSpec {
  return spec as unknown as CommandSpec;
}

export const fileOption: OptionSpec = {
  flags: '-f, --file <path>',
  description: 'config file (default: stoa.yaml, stoa.yml or stoa.config.ts here)',
  completes: 'file',
};
