export { nominatedPair, pathViolation, type CandidateInfo, type NominatedPair } from './nominated.ts';
export { callPaths, relayFor, type CallPath, type RelayPath } from './paths.ts';
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
