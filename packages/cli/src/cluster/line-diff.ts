/** A line that both texts have (` `), only the former (`-`) or only the latter (`+`). */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** Above this many lines in either text the middle part is shown as removed and added: the table would be too large. */
const most = 1_000;
const context = 2;

/** The lines in which two texts differ, with two lines around each place; `…` stands where lines are left out. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]) => lines.map((text) => ({ mark: ' ' as const, text }));
  return shorten([
    ...same(a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...same(a.slice(a.length - tail)),
  ]);
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = a.map((text) => ({ mark: '-' as const, text }));
  const added = b.map((text) => ({ mark: '+' as const, text }));
  if (a.length > most || b.length > most) return [...removed, ...added];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ mark: '+', text: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

function shorten(lines: readonly DiffLine[]): DiffLine[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ mark }) => mark !== ' ');
  const kept: DiffLine[] = [];
  let skipped = false;
  for (const [index, line] of lines.entries()) {
    if (near(index)) {
      if (skipped) kept.push({ mark: ' ', text: '…' });
      kept.push(line);
    }
    skipped = !near(index);
  }
  return kept;
}
