import type { ConfigPath, Mark } from './findings.ts';
import type { Platform } from './schema/index.ts';
import { valueAt } from './_values.ts';

export interface RuleInput {
  readonly platform: Platform;
  /** What the user wrote, before references and defaults. */
  readonly raw: unknown;
}

/** One thing that must hold between the parts of a config of the right shape. */
export type Rule = (input: RuleInput) => Mark[];

/** Whether the user wrote this key, or it is a default. */
export function isWritten(input: RuleInput, path: ConfigPath): boolean {
  return valueAt(input.raw, path) !== undefined;
}
