import { join } from 'node:path';
import { identify } from '../process-info.ts';
import { superviseComponent, type SupervisedComponent } from './component.ts';
import type { Launch } from './launch.ts';
import { openLogFile } from './log-file.ts';
import { createRunRecord } from './run-record.ts';

/** The log of the supervisor itself, beside those of the components. */
export const supervisorLog = 'supervisor';

/** Runs a platform's components until the signal fires, then stops them, each before those that it depends on. */
export async function runSupervisor(launch: Launch, signal: AbortSignal): Promise<void> {
  const secrets = Object.values(launch.secrets);
  const log = (name: string) => openLogFile(join(launch.logsDir, `${name}.log`), { secrets });
  const own = log(supervisorLog);
  const note = (text: string) => own.write(`${text}\n`);
  const self = await identify(process.pid);
  if (!self) throw new Error('/proc shows no process of our own');
  const record = createRunRecord(launch, self, (message) => note(`run.json: ${message}`));
  // Whoever reads the record must find us before there is anything to clean up.
  await record.settled();
  const gateOf = new Map(launch.components.map((spec) => [spec.name, spec.gate]));
  const supervised = launch.components.map((spec) =>
    superviseComponent(spec, {
      record,
      log: log(spec.name),
      note,
      setpriv: launch.setpriv,
      gates: spec.dependsOn.flatMap((name) => gateOf.get(name) ?? []),
    }),
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  note('stopping');
  await stopInOrder(supervised);
  await record.remove();
  note('ended');
}

async function stopInOrder(components: readonly SupervisedComponent[]): Promise<void> {
  let left = [...components];
  while (left.length > 0) {
    const needed = new Set(left.flatMap(({ spec }) => spec.dependsOn));
    const free = left.filter(({ spec }) => !needed.has(spec.name));
    // A cycle cannot come out of the planner; stopping all is right even then.
    const now = free.length > 0 ? free : left;
    await Promise.all(now.map((component) => component.stop()));
    left = left.filter((component) => !now.includes(component));
  }
}
