import { parseArgs } from 'node:util';

export const usage = 'usage: stoa-controller --selector LABELS --port METRICS-PORT [--period SECONDS]\n';

export interface Options {
  /** Label selector of the session backends. */
  readonly labelSelector: string;
  /** Of their metrics. */
  readonly port: number;
  readonly periodMs: number;
}

const options = {
  selector: { type: 'string' },
  port: { type: 'string' },
  period: { type: 'string', default: '5' },
} as const;

/** Null: the words are not understood. */
export function readOptions(args: readonly string[]): Options | null {
  try {
    const { selector, port, period } = parseArgs({ args: [...args], options }).values;
    const numbers = { port: Number(port), periodMs: Number(period) * 1000 };
    const fine = numbers.port >= 1 && numbers.port <= 65_535 && numbers.periodMs >= 1000;
    return selector && fine ? { labelSelector: selector, ...numbers } : null;
  } catch {
    return null;
  }
}
