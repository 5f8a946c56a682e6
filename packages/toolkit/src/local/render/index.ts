export { backendListeners, renderBackend, type BackendInput } from './backend.ts';
