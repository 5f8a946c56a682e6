export { isLoopback, renderCoturn, renderCoturnSecrets, type CoturnInput } from './coturn.ts';
export { deniedNetworks } from './denied-peers.ts';
export { rangeOf } from './ipv4-network.ts';
export { mediaErrors } from './media-errors.ts';
export { relaysOf, type Relay } from './relays.ts';
export { splitRange, type PortRange } from './split-range.ts';
export { plainValue, quote } from './values.ts';
