import { gather } from './_gather.ts';
import { openRelayLoop } from './_relay-loop.ts';
import { askServers } from './ask.ts';
import { ConnectionTest } from './connection-test.ts';

export { ConnectionTest } from './connection-test.ts';
export type { TestState } from './connection-test.ts';
export { ways } from './plan.ts';
export type { Way } from './plan.ts';
export { gradeOf } from './verdict.ts';
export type { Verdict } from './verdict.ts';

const stunMs = 5_000;

/** A test of this page's connection, over the network. */
export function newConnectionTest(): ConnectionTest {
  return new ConnectionTest({
    ask: () => askServers(),
    stun: (configuration, signal) => gather(configuration, stunMs, signal),
    relay: openRelayLoop,
  });
}
