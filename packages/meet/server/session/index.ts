export { Participants, type Member } from './participants.ts';
export { Session, type SessionDeps } from './session.ts';
export { Signals } from './signals.ts';
