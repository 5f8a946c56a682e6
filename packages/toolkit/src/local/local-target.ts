import type { LocalTarget, Platform } from '../config/index.ts';
import { localErrors } from './local-errors.ts';

/** What does the same there. */
const elsewhere: Readonly<Record<Exclude<Platform['target']['type'], 'local'>, string>> = {
  kubernetes: 'on a cluster, stoa restart and kubectl drain do it: pods move their people before they stop',
};

/** @throws LOCAL_TARGET_OTHER when the platform does not run on this machine */
export function localTarget({ target }: Pick<Platform, 'target'>): LocalTarget {
  if (target.type === 'local') return target;
  throw localErrors.make(
    'LOCAL_TARGET_OTHER',
    `target.type is ${target.type}, which this command does not serve yet: it runs platforms on this machine`,
    { hint: `use a config with target.type: local; ${elsewhere[target.type]}` },
  );
}
