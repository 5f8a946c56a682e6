import type { CheckOutcome } from './report.ts';
import type { Subject } from './subject.ts';
import type { ClusterView } from './view.ts';

/** One named check: it reads, changes nothing, and judges. */
export interface Check {
  readonly name: string;
  readonly title: string;
  /** A failure to read (KUBE_*) may be thrown: the check then counts as skipped, with the reason. */
  readonly run: (subject: Subject, view: ClusterView) => Promise<CheckOutcome>;
}
