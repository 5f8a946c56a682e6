import type { FieldChange, Plan, PlanAction, PlannedChange } from '@stoa/toolkit/kube';
import { formatRef, summarize } from '@stoa/toolkit/kube';
import { oneLine, printable, type Paint, type Style } from '../printers/index.ts';
import { diffLines } from './line-diff.ts';

const looks: Readonly<Record<PlanAction, readonly [mark: string, style: Style, words: string]>> = {
  create: ['+', 'green', 'to create'],
  change: ['~', 'yellow', 'to change'],
  delete: ['-', 'red', 'to delete'],
  replace: ['~', 'yellow', 'to make anew'],
  protected: ['·', 'dim', 'kept'],
  unchanged: ['=', 'dim', 'unchanged'],
  conflict: ['!', 'red', 'in conflict'],
  foreign: ['!', 'red', 'of somebody else'],
  immutable: ['!', 'red', 'that cannot change'],
  refused: ['!', 'red', 'refused'],
};

export interface PlanTextOptions {
  /** Also name what stays as it is. */
  readonly unchanged?: boolean;
}

/** Every object with what would become of it, field by field. */
export function formatChanges(
  changes: readonly PlannedChange[],
  paint: Paint,
  { unchanged = false }: PlanTextOptions = {},
): string {
  return changes
    .filter((change) => unchanged || change.action !== 'unchanged')
    .map((change) => `${formatChange(change, paint)}\n`)
    .join('');
}

/** `3 to create, 1 to change, 12 unchanged; 1 changed by others`. */
export function formatSummary(plan: Pick<Plan, 'changes'>): string {
  const summary = summarize(plan as Plan);
  const parts = (Object.keys(looks) as PlanAction[]).flatMap((action) =>
    summary[action] === 0 ? [] : [`${summary[action]} ${looks[action][2]}`],
  );
  const drift = summary.drifted === 0 ? '' : `; ${summary.drifted} changed by others since the last apply`;
  return parts.length === 0 ? 'no objects' : `${parts.join(', ')}${drift}`;
}

function formatChange(change: PlannedChange, paint: Paint): string {
  const [mark, style, words] = looks[change.action];
  const lines = [`${paint(style, `${mark} ${formatRef(change.ref)}`)} ${paint('dim', words)}`];
  for (const field of change.fields) lines.push(...formatField(field, paint));
  for (const note of change.notes) lines.push(`    ${oneLine(note)}`);
  if (change.hint !== undefined) lines.push(paint('dim', `    hint: ${oneLine(change.hint)}`));
  return lines.join('\n');
}

function formatField({ path, before, after, drift }: FieldChange, paint: Paint): string[] {
  const whose = drift
    ? paint('cyan', `  (drift: by ${drift.by === '' ? 'somebody' : oneLine(drift.by)})`)
    : '';
  const name = printable(path);
  if (isLong(before) && isLong(after)) {
    const styles = { ' ': 'dim', '-': 'red', '+': 'green' } as const;
    const lines = diffLines(before, after).map(({ mark, text }) =>
      paint(styles[mark], `        ${mark} ${printable(text)}`),
    );
    return [`    ${paint('yellow', '~')} ${name}:${whose}`, ...lines];
  }
  if (before === undefined) return [`    ${paint('green', '+')} ${name}: ${show(after)}${whose}`];
  if (after === undefined) return [`    ${paint('red', '-')} ${name}: ${show(before)}${whose}`];
  return [`    ${paint('yellow', '~')} ${name}: ${show(before)} → ${show(after)}${whose}`];
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\n');
}

const mostLetters = 120;

function show(value: unknown): string {
  const text = printable(typeof value === 'string' && !value.includes('\n') ? value : JSON.stringify(value));
  return text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text;
}
