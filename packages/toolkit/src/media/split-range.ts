import { mediaErrors } from './media-errors.ts';

export interface PortRange {
  readonly min: number;
  /** Included. */
  readonly max: number;
}

/**
 * Splits a range evenly; ports that are left over at the end stay unused.
 * @throws MEDIA_RANGE_TOO_SMALL
 */
export function splitRange(range: PortRange, parts: number, setting: string): PortRange[] {
  const each = Math.floor((range.max - range.min + 1) / parts);
  if (each < 2) {
    throw mediaErrors.make(
      'MEDIA_RANGE_TOO_SMALL',
      `${setting}: ${range.min}-${range.max} has too few ports for ${parts} servers`,
      { hint: 'an SFU needs about two ports per participant, so give each some hundred' },
    );
  }
  return Array.from({ length: parts }, (_, index) => ({
    min: range.min + index * each,
    max: range.min + (index + 1) * each - 1,
  }));
}
