import { text } from 'node:stream/consumers';
import { drainEvents } from '../../base/index.ts';
import { checkTurn } from '../index.ts';
import type { PlainCheckOptions } from './check-in-netns.ts';

/** Reads `{urls, options}` from standard input, writes the report to standard output; see check-in-netns.ts. */
const { urls, options } = JSON.parse(await text(process.stdin)) as {
  urls: string[];
  options: PlainCheckOptions;
};
process.stdout.write(JSON.stringify(await drainEvents(checkTurn(urls, options))));
