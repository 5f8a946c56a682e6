import { readLogs, type LogLine } from '@stoa/toolkit/local';
import { defineCommand, fileOption } from '../command-spec.ts';
import { findPlace, stateDirOption, type PlaceOptions } from '../local-platform.ts';
import { wholeNumber } from '../parse-values.ts';
import { printable } from '../printers/index.ts';

interface Options extends PlaceOptions {
  readonly follow?: boolean;
  readonly lines: number;
}

export const command = defineCommand<Options>({
  description: 'Prints the logs of the platform on this machine, of all components in order of time.',
  arguments: [{ name: '[component]', description: 'only this one, as `stoa status` names it' }],
  options: [
    { ...fileOption, flags: '--file <path>' },
    stateDirOption,
    { flags: '-f, --follow', description: 'go on until Ctrl-C' },
    {
      flags: '-n, --lines <number>',
      description: 'how many of the last lines',
      default: 100,
      parse: wholeNumber(0),
    },
  ],
  examples: [
    { command: 'stoa logs', meaning: 'the last 100 lines of everything' },
    { command: 'stoa logs -f meet-0', meaning: 'one component as it goes' },
    { command: 'stoa logs -n 1000 -o jsonl', meaning: 'for another program' },
  ],
  run: async (context, [component], { follow, lines, ...place }) => {
    const { io, paint, format, printItem } = context;
    const wanted = component === undefined ? {} : { component };
    const options = { ...(await findPlace(context, place)), ...wanted, lines, signal: io.signal };
    const text = (item: LogLine) => {
      const line = io.stdout.isTTY ? printable(item.line) : item.line;
      return component === undefined ? `${paint('cyan', item.component.padEnd(10))} ${line}\n` : `${line}\n`;
    };
    if (!follow && (format === 'json' || format === 'yaml')) {
      const all: LogLine[] = [];
      for await (const item of readLogs(options)) all.push(item);
      context.print(all, () => '');
      return;
    }
    for await (const item of readLogs({ ...options, follow: follow ?? false })) {
      if (io.signal.aborted) break;
      printItem(item, () => text(item));
    }
  },
});
