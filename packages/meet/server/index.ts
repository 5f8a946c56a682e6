export { startBackend, type Backend, type BackendOptions } from './backend.ts';
export { readBackendConfig } from './config-file.ts';
export { meetErrors } from './errors.ts';
export { defaultSettings, type Settings } from './settings.ts';
