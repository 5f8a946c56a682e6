import { latencySlots, type LoadOrder, type Received, type SendOrder } from './_contract.ts';
import { BenchClient, type Tally } from './_client.ts';

/** A load process: holds clients, makes them send, and reports what they received. */
const tally: Tally = {
  sent: 0,
  refused: 0,
  delivered: 0,
  duplicates: 0,
  gaps: 0,
  latency: Array.from({ length: latencySlots }, () => 0),
};
const clients: BenchClient[] = [];

async function join({ kind, url, rooms, parallel }: LoadOrder): Promise<void> {
  const waiting = rooms.map((room, index) => ({ room, name: `c${process.pid}-${index}` }));
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const client = new BenchClient(kind, url, next.room, next.name, tally);
      clients.push(client);
      await client.join();
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

/** All send at the same pace, in steps of 10 ms. */
async function send({ perSecond, seconds }: SendOrder): Promise<void> {
  const started = performance.now();
  const total = Math.round(perSecond * seconds) * clients.length;
  for (let done = 0; done < total;) {
    const due = Math.min(total, ((performance.now() - started) / 1_000) * perSecond * clients.length);
    for (; done < due; done += 1) clients[done % clients.length]?.chat();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

type Order = { join: LoadOrder } | { send: SendOrder } | { report: true };

process.on('message', (order: Order) => {
  const answer = (value: unknown) => void process.send?.(value);
  if ('join' in order) {
    join(order.join).then(
      () => answer({ joined: clients.length }),
      (error: unknown) => answer({ failed: String(error) }),
    );
  } else if ('send' in order) void send(order.send).then(() => answer({ sent: tally.sent }));
  else answer({ ...tally } satisfies Received);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
