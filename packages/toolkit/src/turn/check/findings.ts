import { StoaError } from '../../base/index.ts';
import { turnErrors, type TurnCode } from '../turn-errors.ts';
import type { TurnFinding } from './report.ts';

const isTurnCode = (code: string): code is TurnCode => Object.hasOwn(turnErrors.codes, code);

/** The finding that a client's error stands for; anything that is not ours is thrown on. */
export function findingOf(error: unknown, severity: TurnFinding['severity'] = 'error'): TurnFinding {
  if (!(error instanceof StoaError) || !isTurnCode(error.code)) throw error;
  return {
    code: error.code,
    severity,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(Object.keys(error.details).length === 0 ? {} : { details: error.details }),
  };
}

export function hasError(findings: readonly TurnFinding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}
