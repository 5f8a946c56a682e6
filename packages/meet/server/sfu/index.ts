export { MediaManager, type MediaManagerDeps } from './media-manager.ts';
export type { MediaClient, Offer } from './media-port.ts';
export { sendingKinds } from './sdp.ts';
export { SfuPool } from './sfu-pool.ts';
