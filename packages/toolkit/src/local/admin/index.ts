export { clientsOf, type SfuView } from './admin-client.ts';
export { cordonSfu, lookAtSfus } from './cordon-sfu.ts';
export { cancelSfuDrain, drainSfu, type DrainSfuOptions, type DrainSfuReport } from './drain-sfu.ts';
export { drainRelay, undoRelayDrain, type DrainRelayOptions, type DrainRelayReport } from './drain-relay.ts';
