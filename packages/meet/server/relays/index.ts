export { chooseRelays } from './choose-relays.ts';
export { Relays, type RelayProgress } from './relays.ts';
