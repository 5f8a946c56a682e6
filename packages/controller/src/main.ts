import { messageOf } from '@stoa/toolkit/base';
import { connect, inClusterAccess } from '@stoa/toolkit/kube';
import { countPeople } from './count-people.ts';
import { keepCosts } from './keep-costs.ts';
import { readOptions, usage, type Options } from './options.ts';
import { runRounds, type Entry } from './run-rounds.ts';

/** In its pod: keeps the session backends' deletion costs in step with the people who are connected to them. */
async function main({ labelSelector, port, periodMs }: Options, signal: AbortSignal): Promise<void> {
  const access = await inClusterAccess(process.env);
  if (!access) throw new Error('there is no service account here: this runs in a pod');
  const { namespace } = access;
  const client = connect(access);
  const fleet = { namespace, labelSelector, count: (address: string) => countPeople(address, port) };
  say({ level: 'info', msg: 'started', namespace, labelSelector, port, periodMs });
  try {
    await runRounds({ round: () => keepCosts(client, fleet), periodMs, signal, say });
  } finally {
    client.close();
  }
  say({ level: 'info', msg: 'stopped' });
}

function say(entry: Entry): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}

const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ending.abort());
const options = readOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  await main(options, ending.signal).catch((error: unknown) => {
    say({ level: 'fatal', msg: messageOf(error) });
    process.exitCode = 1;
  });
}
