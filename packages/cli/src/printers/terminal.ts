import type { ProgressEvent } from '@stoa/toolkit/base';
import type { Out } from '../io.ts';
import type { ProgressPrinter } from './printer.ts';
import { formatMs, oneLine, painter } from './style.ts';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;
const paint = painter(true);

interface Running {
  readonly title: string;
  readonly since: number;
  detail: string;
}

/**
 * Finished steps stay as lines; running ones are drawn below them, each with a spinner, and drawn anew a dozen times
 * a second. `now` in milliseconds.
 */
export function terminalPrinter(out: Out, now: () => number = () => performance.now()): ProgressPrinter {
  const running = new Map<string, Running>();
  let drawn = 0;
  let timer: NodeJS.Timeout | undefined;

  const erase = () => (drawn > 0 ? `\u001B[${drawn}A\u001B[J` : '');
  const draw = (above = '') => {
    const frame = frames[Math.floor(now() / frameMs) % frames.length] ?? '';
    const lines = [...running.values()].map(
      (step) => `${paint('cyan', frame)} ${fit(step, out.columns, now())}\n`,
    );
    out.write(`${erase()}${above}${lines.join('')}`);
    drawn = lines.length;
    if (drawn > 0) timer ??= setInterval(draw, frameMs).unref();
    else stop();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    event: (event) => {
      if (event.type === 'step') follow(running, event, now());
      draw(lasting(event));
    },
    close: () => {
      stop();
      running.clear();
      out.write(erase());
      drawn = 0;
    },
  };
}

type StepEvent = Extract<ProgressEvent, { type: 'step' }>;

function follow(running: Map<string, Running>, event: StepEvent, now: number): void {
  if (event.state === 'start') {
    running.set(event.id, { title: oneLine(event.title), since: now, detail: '' });
  } else if (event.state === 'progress') {
    const step = running.get(event.id);
    if (step) step.detail = oneLine(event.detail);
  } else {
    running.delete(event.id);
  }
}

/** The line of a running step, cut to the width: a line that wraps could not be erased. */
function fit(step: Running, columns: number, now: number): string {
  const text = [step.title, step.detail].filter(Boolean).join(': ');
  const seconds = Math.floor((now - step.since) / 1_000);
  const tail = seconds >= 2 ? ` ${seconds} s` : '';
  const letters = Array.from(text);
  const room = Math.max(8, columns - 3 - tail.length);
  const cut = letters.length > room ? `${letters.slice(0, room - 1).join('')}…` : text;
  return tail ? cut + paint('dim', tail) : cut;
}

/** What an event leaves on the screen for good. */
function lasting(event: ProgressEvent): string {
  if (event.type === 'notice') {
    const mark = event.level === 'warn' ? paint('yellow', '!') : paint('cyan', 'i');
    const hint = event.hint ? `\n  ${paint('dim', oneLine(event.hint))}` : '';
    return `${mark} ${oneLine(event.message)}${hint}\n`;
  }
  if (event.state === 'start' || event.state === 'progress') return '';
  const title = oneLine(event.title);
  const time = paint('dim', `(${formatMs(event.ms)})`);
  if (event.state === 'failed') return `${paint('red', '✗')} ${title}: ${oneLine(event.message)} ${time}\n`;
  const detail = event.detail ? `: ${oneLine(event.detail)}` : '';
  if (event.state === 'skipped') return `${paint('dim', '–')} ${title}${detail}\n`;
  return `${paint('green', '✓')} ${title}${detail} ${time}\n`;
}
