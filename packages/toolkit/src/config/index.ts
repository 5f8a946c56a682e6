export {
  durationMs,
  platformSchema,
  type LocalTarget,
  type Platform,
  type PlatformInput,
} from './schema/index.ts';
