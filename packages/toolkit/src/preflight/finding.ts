import { formatRef, refOf, type KubeObject } from '../kube/index.ts';
import type { PreflightCode } from './preflight-errors.ts';
import type { PreflightFinding } from './report.ts';

type About = KubeObject | string | null;

export function problem(code: PreflightCode, about: About, message: string, hint?: string): PreflightFinding {
  return finding('error', code, about, message, hint);
}

export function doubt(code: PreflightCode, about: About, message: string, hint?: string): PreflightFinding {
  return finding('warning', code, about, message, hint);
}

function finding(
  severity: PreflightFinding['severity'],
  code: PreflightCode,
  about: About,
  message: string,
  hint: string | undefined,
): PreflightFinding {
  const object = typeof about === 'string' || about === null ? about : formatRef(refOf(about));
  return { severity, code, object, message, ...(hint === undefined ? {} : { hint }) };
}

/** `a`, `a and b`, `a, b and c`; long lists end with how many more there are. */
export function enumerate(words: readonly string[], most = 5): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
