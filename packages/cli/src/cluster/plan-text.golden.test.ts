import type { PlanAction, PlannedChange } from '@stoa/toolkit/kube';
import { expect, test } from 'vitest';
import { painter } from '../printers/index.ts';
import { formatChanges, formatSummary } from './plan-text.ts';

function change(action: PlanAction, name: string, more: Partial<PlannedChange> = {}): PlannedChange {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', name, namespace: 'calls' };
  return { action, ref, fields: [], conflicts: [], notes: [], ...more };
}

const changes: PlannedChange[] = [
  change('create', 'new', { notes: ['somebody deleted it'] }),
  change('unchanged', 'same'),
  change('change', 'other', {
    fields: [
      { path: '.data.a', before: '1', after: '2' },
      { path: '.data.b', before: undefined, after: ['x', 'y'] },
      { path: '.data.c', before: { long: 'x'.repeat(200) }, after: undefined },
      { path: '.spec.replicas', before: 3, after: 2, drift: { by: 'kubectl-edit' } },
      { path: '.spec.paused', before: true, after: undefined, drift: { by: '' } },
      { path: '.data.file', before: 'a\nb\nc\nd\ne\n', after: 'a\nb\nc\nD\u001B[2J\ne\n' },
    ],
  }),
  change('delete', 'old', { notes: ['its volume holds data'] }),
  change('protected', 'claim', {
    notes: ['it is kept: it holds data'],
    hint: 'delete it with --allow-data-loss',
  }),
  change('conflict', 'shared', {
    fields: [{ path: '.data.a', before: 'theirs', after: 'ours' }],
    conflicts: [{ field: '.data.a', manager: 'helm' }],
    notes: ['.data.a belongs to helm'],
    hint: 'leave the field to helm, or take it with --force-conflicts',
  }),
  change('foreign', 'theirs', { notes: ['ConfigMap calls/theirs exists already (made by kubectl)'] }),
];

test('a plan, field by field', async () => {
  const text = `${formatChanges(changes, painter(false))}${formatSummary({ changes })}\n`;
  await expect(text).toMatchFileSnapshot('__golden__/plan.txt');
});

test('with what is unchanged, in colour', async () => {
  const text = formatChanges(changes.slice(0, 3), painter(true), { unchanged: true });
  await expect(text.replaceAll('\u001B', '␛')).toMatchFileSnapshot('__golden__/plan-wide.txt');
});

test('nothing at all', () => {
  expect(formatChanges([], painter(false))).toBe('');
  expect(formatSummary({ changes: [] })).toBe('no objects');
});
