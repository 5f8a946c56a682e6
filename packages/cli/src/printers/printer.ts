import type { ProgressEvent } from '@stoa/toolkit/base';

/** Draws progress as it comes. */
export interface ProgressPrinter {
  event(event: ProgressEvent): void;
  /** Takes away what is only for the moment; nothing is drawn afterwards. */
  close(): void;
}
