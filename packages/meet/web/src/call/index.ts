export { Call } from './call.ts';
export { diagnosticsOf } from './diagnostics.ts';
export type { Diagnostics } from './diagnostics.ts';
export type { ScreenSharing } from './screen-sharing.ts';
export type { ShownPicture } from './wants.ts';
export { presentCall } from './present-call.ts';
