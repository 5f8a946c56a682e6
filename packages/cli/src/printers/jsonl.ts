import type { Out } from '../io.ts';
import type { ProgressPrinter } from './printer.ts';

/** Each event as one line of JSON, on the same stream as the result. */
export function jsonlPrinter(out: Out): ProgressPrinter {
  return {
    event: (event) => out.write(`${JSON.stringify(event)}\n`),
    close: () => {},
  };
}
