export * from './call/index.ts';
export * from './crowd/index.ts';
export {
  SyntheticParticipant,
  type ConnectionInfo,
  type ParticipantOptions,
  type ParticipantStats,
  type StreamStats,
} from './participant/index.ts';
export { callErrors, type CallErrorCode } from './probe-errors.ts';
export { callPaths, pathsOf, type CallPath, type NominatedPair } from './rtc/index.ts';
export { SessionClient, type SessionEvent, type SessionOptions, type Welcome } from './session/index.ts';
