import type { Usage } from './_contract.ts';

declare const gc:
  | ((options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void)
  | undefined;

/**
 * Tells the parent where the server listens and, whenever it asks, what the server has used. Garbage is collected only
 * where memory is asked for: it takes CPU time, and throws away code that V8 has made.
 */
export function serve(url: string): void {
  process.on('message', (what) => {
    const { user, system } = process.cpuUsage();
    if (what === 'memory') gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    const { rss, heapUsed } = process.memoryUsage();
    process.send?.({ cpuS: (user + system) / 1e6, rssBytes: rss, heapBytes: heapUsed } satisfies Usage);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url });
}
