export { backendConfigSchema, type BackendConfig } from './backend-config.ts';
export { configErrors, type ConfigCode } from './config-errors.ts';
export { defineConfig } from './define.ts';
export { formatFinding, formatPath, type ConfigPath, type Finding } from './findings.ts';
export { editorSchema, platformNode, type SchemaNode } from './json-schema.ts';
export {
  checkConfig,
  loadConfig,
  stateDirOf,
  type CheckedConfig,
  type LoadedConfig,
  type LoadOptions,
} from './load.ts';
export { guestTokenType, signGuestToken, signToken, type GuestToken } from './guest-token.ts';
export { maskSecrets } from './mask.ts';
export { readSecretFile, type SecretFile } from './secret-file.ts';
export {
  durationMs,
  platformSchema,
  type KubernetesTarget,
  type LocalTarget,
  type Platform,
  type PlatformInput,
} from './schema/index.ts';
export { renderTemplate, templates, type Template, type TemplateInput } from './templates.ts';
