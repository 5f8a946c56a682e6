export { backendConfigSchema, type BackendConfig } from './backend-config.ts';
export {
  durationMs,
  platformSchema,
  type LocalTarget,
  type Platform,
  type PlatformInput,
} from './schema/index.ts';
