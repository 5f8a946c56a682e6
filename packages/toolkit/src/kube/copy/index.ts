export { copyFromPod } from './copy-from-pod.ts';
export type { CopyOptions, CopyResult } from './copy-options.ts';
export { copyToPod } from './copy-to-pod.ts';
