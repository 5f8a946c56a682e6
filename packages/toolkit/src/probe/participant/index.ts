export type { ConnectionInfo } from './_media-legs.ts';
export {
  asCallError,
  SyntheticParticipant,
  type ParticipantOptions,
  type ParticipantStats,
  type StreamStats,
} from './synthetic-participant.ts';
