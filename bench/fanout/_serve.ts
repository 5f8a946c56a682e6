import type { Usage } from './_contract.ts';

declare const gc:
  | ((options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void)
  | undefined;

/** Tells the parent where the server listens and, whenever it asks, what the server has used. */
export function serve(url: string): void {
  process.on('message', () => {
    gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    process.send?.({ cpuS: (user + system) / 1e6, rssBytes: rss, heapBytes: heapUsed } satisfies Usage);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}
