/** Hash of what was last applied to an object; equal hashes and untouched fields mean: nothing to do. */
export const contentHashKey = 'stoa.dev/content-hash';
/** On a pod template: hash of the config and secrets that the pods read. */
export const configHashKey = 'stoa.dev/config-hash';
/** Owner of the fields that Stoa applies. */
export const fieldManager = 'stoa';
/** KEP-3659. */
export const partOfKey = 'applyset.kubernetes.io/part-of';
