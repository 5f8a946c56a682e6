import { drainEvents, redactText, type ProgressEvent } from '@stoa/toolkit/base';
import type { Finding, LoadedConfig } from '@stoa/toolkit/config';
import { stringify } from 'yaml';
import { isFancy, type Io } from './io.ts';
import type { OutputFormat } from './output-format.ts';
import { jsonlPrinter, painter, plainPrinter, terminalPrinter, type Paint } from './printers/index.ts';

/** What a command is given: the world, and where its progress and result go. */
export interface CommandContext {
  readonly io: Io;
  readonly format: OutputFormat;
  /** For text on stdout. */
  readonly paint: Paint;
  /** Loads the config and says its warnings. @throws as `loadConfig` */
  readonly loadConfig: (path: string | undefined) => Promise<LoadedConfig>;
  /** Draws one event. */
  readonly progress: (event: ProgressEvent) => void;
  /** Draws a stream of events to its end and returns its result. */
  readonly follow: <R>(stream: AsyncGenerator<ProgressEvent, R, void>) => Promise<R>;
  /** Prints the result: `text()` for people, else the value in the format asked for. Secrets must not be in it. */
  readonly print: (value: unknown, text: () => string) => void;
  /** Prints one of many results as it comes (log lines, samples); with json and jsonl one line each. */
  readonly printItem: (value: unknown, text: () => string) => void;
  /** Masks this value in every error from now on. */
  readonly keepSecret: (secret: string) => void;
}

export interface ContextParts {
  readonly context: CommandContext;
  /** Ends the drawing of progress. */
  readonly close: () => void;
  /** Masks the secrets of every config loaded so far. */
  readonly redact: (text: string) => string;
}

export function createContext(io: Io, format: OutputFormat): ContextParts {
  const secrets = new Set<string>();
  const printer = choosePrinter(io, format);
  const redact = (text: string) => redactText(text, secrets);
  const progress = (event: ProgressEvent) => printer.event(event);
  const write = (text: string) => {
    printer.close();
    io.stdout.write(text);
  };
  const context: CommandContext = {
    io,
    format,
    paint: painter(isFancy(io.stdout, io.env)),
    progress,
    follow: (stream) => drainEvents(stream, progress),
    print: (value, text) => write(render(value, text, format)),
    printItem: (value, text) => write(renderItem(value, text, format)),
    keepSecret: (secret) => {
      secrets.add(secret);
    },
    loadConfig: async (path) => {
      const { loadConfig } = await import('@stoa/toolkit/config');
      const loaded = await loadConfig(path, { env: io.env, cwd: io.cwd });
      for (const secret of loaded.secrets) secrets.add(secret);
      for (const finding of loaded.findings) progress(await toNotice(finding));
      return loaded;
    },
  };
  return { context, close: () => printer.close(), redact };
}

async function toNotice(finding: Finding): Promise<ProgressEvent> {
  const { formatFinding } = await import('@stoa/toolkit/config');
  return {
    type: 'notice',
    level: 'warn',
    message: formatFinding(finding),
    ...(finding.hint === undefined ? {} : { hint: finding.hint }),
  };
}

function choosePrinter(io: Io, format: OutputFormat) {
  if (format === 'jsonl') return jsonlPrinter(io.stdout);
  return isFancy(io.stderr, io.env) ? terminalPrinter(io.stderr) : plainPrinter(io.stderr);
}

function renderItem(value: unknown, text: () => string, format: OutputFormat): string {
  if (format === 'json' || format === 'jsonl') return `${JSON.stringify(value)}\n`;
  return `${format === 'yaml' ? '---\n' : ''}${render(value, text, format)}`;
}

function render(value: unknown, text: () => string, format: OutputFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(value, null, 2)}\n`;
    case 'jsonl':
      return `${JSON.stringify({ type: 'result', result: value })}\n`;
    case 'yaml':
      return stringify(value);
    default: {
      const out = text();
      return out === '' || out.endsWith('\n') ? out : `${out}\n`;
    }
  }
}
