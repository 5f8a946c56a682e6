import { localErrors } from './local-errors.ts';
import type { PortUse } from './model.ts';

/** Two uses that cannot be had at once. */
export interface PortClash {
  readonly a: PortUse;
  readonly b: PortUse;
}

const everyAddress = '0.0.0.0';

export function findPortClashes(uses: readonly PortUse[]): PortClash[] {
  return uses.flatMap((a, index) =>
    uses
      .slice(index + 1)
      .filter((b) => overlaps(a, b))
      .map((b) => ({ a, b })),
  );
}

function overlaps(a: PortUse, b: PortUse): boolean {
  if (a.proto !== b.proto || a.first > b.last || b.first > a.last) return false;
  return a.address === b.address || a.address === everyAddress || b.address === everyAddress;
}

/** `8443` or `20000-21999`. */
export function portText(use: PortUse): string {
  return use.first === use.last ? String(use.first) : `${use.first}-${use.last}`;
}

/** @throws LOCAL_PORT_CLASH naming every clash by the settings that cause it */
export function assertNoPortClashes(uses: readonly PortUse[]): void {
  const clashes = findPortClashes(uses);
  if (clashes.length === 0) return;
  const lines = new Set(clashes.map(describeClash));
  throw localErrors.make('LOCAL_PORT_CLASH', `ports are used twice: ${[...lines].join('; ')}`, {
    hint: 'change one setting of each pair; session backends and SFUs use as many ports in a row as there are of them',
    details: { clashes: [...lines] },
  });
}

function describeClash({ a, b }: PortClash): string {
  const one = (use: PortUse) => `${use.setting} (${use.component}, ${portText(use)}/${use.proto})`;
  return `${one(a)} and ${one(b)}`;
}
