export { backendListeners, relayUrls, renderBackend, type BackendInput } from './backend.ts';
export { renderJanus, type JanusInput } from './janus.ts';
export { renderRedisConf, type RedisConfInput } from './redis-conf.ts';
