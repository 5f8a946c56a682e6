export type { AnswerTo, SessionRequest } from './_pending.ts';
export { refusalCode } from './_pending.ts';
export { SessionClient } from './session-client.ts';
export type { PassedMessage, SessionEvent, SessionOptions, Welcome } from './session-events.ts';
