export { Relays, type RelayProgress } from './relays.ts';
