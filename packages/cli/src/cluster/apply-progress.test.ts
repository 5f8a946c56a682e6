import type { ProgressEvent } from '@stoa/toolkit/base';
import type { ApplyEvent } from '@stoa/toolkit/kube';
import { expect, test } from 'vitest';
import { plainLine } from '../printers/index.ts';
import { progressSchema } from '../outputs/small.ts';
import { asProgress } from './apply-progress.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'calls' };
const status = (message: string) => ({ state: 'in-progress' as const, reason: 'Rollout', message });

async function* stream(events: readonly ApplyEvent[]): AsyncGenerator<ApplyEvent, string, void> {
  yield* events;
  return 'the result';
}

test('an apply as progress: what is told, once, and the result', async () => {
  const events: ApplyEvent[] = [
    { type: 'lock', state: 'waiting', holder: 'ann@laptop' },
    { type: 'lock', state: 'held' },
    { type: 'revision', revision: 1, state: 'pending' },
    { type: 'wave', wave: 1, of: 2, objects: 1 },
    { type: 'object', ref, outcome: 'created', ms: 12 },
    { type: 'waiting', ref, status: status('0 of 2 pods') },
    { type: 'waiting', ref, status: status('1 of 2 pods') },
    { type: 'ready', ref, ms: 900 },
    { type: 'ready', ref, ms: 900 },
    { type: 'kept', ref, why: 'it is kept: it holds data' },
    { type: 'lock', state: 'released' },
  ];
  const told: ProgressEvent[] = [];
  const progress = asProgress(stream(events));
  let next = await progress.next();
  for (; !next.done; next = await progress.next()) told.push(next.value);
  expect(next.value).toBe('the result');
  expect(told.map((event) => plainLine(progressSchema.parse(event)))).toEqual([
    'note: waiting for ann@laptop, who changes the platform',
    'done    create Deployment calls/web (12 ms)',
    'start   Deployment calls/web ready',
    '        Deployment calls/web ready: 0 of 2 pods',
    '        Deployment calls/web ready: 1 of 2 pods',
    'done    Deployment calls/web ready (900 ms)',
    'note: Deployment calls/web: it is kept: it holds data',
  ]);
});
