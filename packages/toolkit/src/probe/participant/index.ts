export type { ConnectionInfo } from './_media-legs.ts';
export {
  asCallError,
  SyntheticParticipant,
  type ParticipantOptions,
  type ParticipantStats,
} from './synthetic-participant.ts';
