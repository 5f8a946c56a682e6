import { width } from './style.ts';

export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | undefined;
  readonly align?: 'left' | 'right';
  /** Colours a finished cell. */
  readonly paint?: (cell: string, row: Row) => string;
}

/** Rows under titles, columns two spaces apart; a missing value is `-`. Ends with a line break. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => String(column.value(row) ?? '-')));
  const widths = columns.map((column, index) =>
    Math.max(width(column.title), ...cells.map((line) => width(line[index] ?? ''))),
  );
  const pad = (text: string, index: number): string => {
    const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - width(text)));
    return columns[index]?.align === 'right' ? space + text : text + space;
  };
  const lines = [columns.map((column, index) => pad(column.title, index)).join('  ')];
  for (const [number, row] of rows.entries()) {
    const line = (cells[number] ?? []).map((cell, index) => {
      const padded = pad(cell, index);
      return columns[index]?.paint?.(padded, row) ?? padded;
    });
    lines.push(line.join('  '));
  }
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
