import { gather } from './_gather.ts';
import { openRelayLoop } from './_relay-loop.ts';
import type { AskServers } from './ask.ts';
import { ConnectionTest } from './connection-test.ts';

export { ConnectionTest } from './connection-test.ts';
export { askServers } from './ask.ts';
export type { AskServers } from './ask.ts';
export type { TestState } from './connection-test.ts';
export { ways } from './plan.ts';
export type { Way } from './plan.ts';
export { gradeOf } from './verdict.ts';
export type { Verdict } from './verdict.ts';

const stunMs = 5_000;

/** A test of this page's connection, over the network. @param ask where the ICE servers come from */
export function newConnectionTest(ask: AskServers): ConnectionTest {
  return new ConnectionTest({
    ask,
    stun: (configuration, signal) => gather(configuration, stunMs, signal),
    relay: openRelayLoop,
  });
}
