export { nominatedPair, pathViolation, type NominatedPair } from './nominated.ts';
export { callPaths, pathsOf, type CallPath } from './paths.ts';
export {
  closePeer,
  connected,
  createPeer,
  makeDescription,
  iceUfrag,
  sendMedia,
  tapMedia,
  type PeerOptions,
} from './peer.ts';
export { checkRelay } from './preflight.ts';
export { changeWay, isOnGivenRelay, isRestart, openWay, remoteUfrag, type Way } from './way.ts';
