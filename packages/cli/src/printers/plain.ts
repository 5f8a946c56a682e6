import type { ProgressEvent } from '@stoa/toolkit/base';
import type { Out } from '../io.ts';
import type { ProgressPrinter } from './printer.ts';
import { formatMs, oneLine } from './style.ts';

/** One line an event: for logs, pipes and NO_COLOR. */
export function plainPrinter(out: Out): ProgressPrinter {
  return {
    event: (event) => out.write(`${plainLine(event)}\n`),
    close: () => {},
  };
}

export function plainLine(event: ProgressEvent): string {
  if (event.type === 'notice') {
    const hint = event.hint ? ` (${oneLine(event.hint)})` : '';
    return `${event.level === 'warn' ? 'warning' : 'note'}: ${oneLine(event.message)}${hint}`;
  }
  const title = oneLine(event.title);
  switch (event.state) {
    case 'start':
      return `start   ${title}`;
    case 'progress':
      return `        ${title}: ${oneLine(event.detail)}`;
    case 'failed':
      return `FAILED  ${title}: ${oneLine(event.message)} (${formatMs(event.ms)})`;
    case 'skipped':
      return `skipped ${title}${event.detail ? `: ${oneLine(event.detail)}` : ''}`;
    case 'done':
      return `done    ${title}${event.detail ? `: ${oneLine(event.detail)}` : ''} (${formatMs(event.ms)})`;
  }
}
