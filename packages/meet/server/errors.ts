import { defineErrors, type StoaError } from '@stoa/toolkit/base';
import type { ErrorCode } from '@stoa/protocol';

export const meetErrors = defineErrors({
  MEET_CONFIG_INVALID: { family: 'config', summary: 'The start file of a session backend cannot be used.' },
  MEET_LISTEN_FAILED: { family: 'host', summary: 'A session backend could not open one of its ports.' },
  MEET_LOG_UNAVAILABLE: { family: 'host', summary: 'The log of the rooms cannot be reached at the moment.' },
  MEET_SFU_UNAVAILABLE: { family: 'host', summary: 'No SFU can be reached at the moment.' },
  MEET_SFU_REFUSED: { family: 'host', summary: 'An SFU refused a request.' },
  MEET_SFU_UNKNOWN: { family: 'usage', summary: 'There is no SFU of that name.' },
  MEET_SFU_NO_ROOM: {
    family: 'check',
    summary: 'No other SFU can take the rooms of one that is to be drained.',
  },
  MEET_DRAIN_RUNNING: { family: 'usage', summary: 'The SFU is being drained already.' },
  MEET_DRAIN_NONE: { family: 'usage', summary: 'No drain of that SFU is known here.' },
  MEET_REFUSED: { family: 'usage', summary: 'A command of a participant was refused.' },
});

/** A refusal as the client gets it: `details.code` is the protocol's error code, `details.retryAfterMs` its pause. */
export function refusal(code: ErrorCode, message: string, retryAfterMs?: number): StoaError<'MEET_REFUSED'> {
  const details = retryAfterMs === undefined ? { code } : { code, retryAfterMs };
  return meetErrors.make('MEET_REFUSED', message, { details });
}

export function logUnavailable(message: string, cause?: unknown): StoaError<'MEET_LOG_UNAVAILABLE'> {
  return meetErrors.make('MEET_LOG_UNAVAILABLE', message, {
    hint: 'send the same command with the same id again when log-state says ok',
    cause,
  });
}
