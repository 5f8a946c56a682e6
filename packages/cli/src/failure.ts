import { exitCodes, messageOf, redactValue, StoaError } from '@stoa/toolkit/base';
import type { Finding } from '@stoa/toolkit/config';
import { CommanderError } from 'commander';
import { Interruption } from './interruption.ts';

/** An error as the user gets it. */
export interface Failure {
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  readonly hint?: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Places in a config, printed one a line before the message. */
  readonly findings: readonly Finding[];
  readonly stack?: string;
}

/** What to tell about whatever was thrown. Once the signal has fired, every error is only its consequence. */
export function describeFailure(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return interrupted(signal);
  if (error instanceof CommanderError) return usage(error);
  if (!(error instanceof StoaError)) {
    return {
      code: 'CLI_INTERNAL',
      exitCode: exitCodes.internal,
      message: messageOf(error).split('\n', 1)[0] || 'something was thrown that is no error',
      hint: 'this is a bug in stoa; run again with --debug and report what it prints',
      details: {},
      findings: [],
      ...stackOf(error),
    };
  }
  const findings = findingsOf(error);
  return {
    code: error.code,
    exitCode: error.exitCode,
    message: findings.length > 0 ? countFindings(findings) : error.message,
    ...(error.hint === undefined || findings.length > 0 ? {} : { hint: error.hint }),
    details: redactValue(error.details) as Record<string, unknown>,
    findings,
    ...stackOf(error),
  };
}

function interrupted(signal: AbortSignal): Failure {
  const reason: unknown = signal.reason;
  const exitCode = reason instanceof Interruption ? reason.exitCode : exitCodes.interrupted;
  const message = reason instanceof Interruption ? reason.message : 'interrupted';
  return { code: 'CLI_INTERRUPTED', exitCode, message, details: {}, findings: [] };
}

/** commander writes `error: unknown command 'x'\n(Did you mean y?)`. */
function usage(error: CommanderError): Failure {
  const [first = '', ...rest] = error.message.split('\n');
  const suggestion = /^\((.+)\)$/.exec(rest.join(' ').trim())?.[1];
  return {
    code: 'CLI_USAGE',
    exitCode: exitCodes.usage,
    message: first.replace(/^error: /, ''),
    hint: suggestion ? suggestion.charAt(0).toLowerCase() + suggestion.slice(1) : 'see --help',
    details: {},
    findings: [],
  };
}

function findingsOf(error: StoaError): readonly Finding[] {
  const findings = error.details['findings'];
  return error.code === 'CONFIG_INVALID' && Array.isArray(findings) ? (findings as Finding[]) : [];
}

/** `3 mistakes and 1 warning in stoa.yaml`. */
export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity'], word: string): string[] => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  };
  const parts = [...count('error', 'mistake'), ...count('warning', 'warning')];
  return `${parts.join(' and ')} in ${findings[0]?.file ?? 'the config'}`;
}

function stackOf(error: unknown): { stack?: string } {
  if (!(error instanceof Error) || !error.stack) return {};
  const causes: string[] = [error.stack];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push(`caused by ${cause.stack ?? cause.message}`);
  }
  return { stack: causes.join('\n') };
}
