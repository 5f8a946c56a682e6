import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { connectionTestPath } from '@stoa/protocol';
import type { BackendConfig } from '@stoa/toolkit/config';
import type { FastifyInstance } from 'fastify';
import type { Overrun } from '../guard/index.ts';
import { iceServersFor } from '../ice-servers.ts';

/** How a request for a connection test ended: the metric's label. */
export type TestOutcome = 'ok' | 'not-allowed' | 'too-many';

export interface ConnectionTestDeps {
  readonly turn: BackendConfig['turn'];
  /** May whoever sends this test at all? */
  readonly mayTest: (request: IncomingMessage) => boolean | Promise<boolean>;
  /** Takes from the budgets; undefined = there was enough. */
  readonly budget: (request: IncomingMessage) => Overrun | undefined;
  readonly onTest: (outcome: TestOutcome) => void;
}

/** Long enough for one test, too short to be of much use for anything else, ms. */
const lifetimeMs = 120_000;

/**
 * `POST /api/v1/connection-test`: ICE servers for somebody who has not joined yet, to try the ways to the relay with
 * credentials of their own that end soon. Answers `{ iceServers, expireAt }`, or `{ error, message }`.
 */
export function addConnectionTest(app: FastifyInstance, deps: ConnectionTestDeps): void {
  app.post(connectionTestPath, { bodyLimit: 1_024 }, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!(await deps.mayTest(request.raw))) {
      deps.onTest('not-allowed');
      return reply.code(403).send({ error: 'not-allowed', message: 'you may not test the connection here' });
    }
    const overrun = deps.budget(request.raw);
    if (overrun) {
      deps.onTest('too-many');
      const seconds = Math.ceil(overrun.retryAfterMs / 1_000);
      return reply
        .code(429)
        .header('retry-after', seconds)
        .send({ error: 'too-many', message: `too many connection tests: try again in ${seconds} s` });
    }
    deps.onTest('ok');
    return testServers(deps.turn);
  });
}

function testServers(turn: BackendConfig['turn']) {
  const short = turn && { ...turn, lifetimeMs: Math.min(lifetimeMs, turn.lifetimeMs) };
  return iceServersFor(short, `test-${randomBytes(8).toString('hex')}`);
}
