import { StoaError } from '../../base/index.ts';

export function isCode(error: unknown, code: string): error is StoaError {
  return error instanceof StoaError && error.code === code;
}
