export type { OutgoingChat } from './outbox.ts';
export { RequestError } from './_requests.ts';
export type { ClientRequest } from './_link.ts';
export { SessionClient } from './session-client.ts';
export type { SessionEvent } from './session-client.ts';
export { initialSession, isWaiting, silencedIn } from './session-state.ts';
export type { SessionEnd, SessionState, Welcome } from './session-state.ts';
export { openBrowserSocket } from './open-socket.ts';
export { keepToken, takeToken } from './resume-token.ts';
