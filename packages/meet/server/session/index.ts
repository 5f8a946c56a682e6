export { Doorway } from './doorway.ts';
export { letIn } from './hello.ts';
export { overrun } from './overrun.ts';
export { Notices } from './notices.ts';
export { Participants, type Member } from './participants.ts';
export { Qualities } from './qualities.ts';
export { Session, toRefusal, type SessionDeps } from './session.ts';
export { Signals } from './signals.ts';
export { ticketMs, Tickets } from './tickets.ts';
