export { adminClients, clientsOf } from './clients.ts';
export { drainRelay, undoRelayDrain, type DrainRelayOptions, type DrainRelayReport } from './drain-relay.ts';
