import { defineErrors } from '../base/index.ts';

/** Codes of a synthetic call: thrown by its parts, and the `code` of a report's problems. */
export const callErrors = defineErrors({
  CALL_OPTIONS: { family: 'usage', summary: 'The options of a call do not fit together.' },
  CALL_BACKEND_UNREACHABLE: { family: 'check', summary: 'No session backend could be reached.' },
  CALL_TLS_UNTRUSTED: { family: 'check', summary: 'A TLS certificate on the way could not be verified.' },
  CALL_ROOM_FULL: { family: 'check', summary: 'The room has no place left.' },
  CALL_JOIN_FAILED: { family: 'check', summary: 'A participant could not join the room.' },
  CALL_REFUSED: { family: 'check', summary: 'The session backend refused a request.' },
  CALL_INTERRUPTED: {
    family: 'check',
    summary: 'The connection to the session backend broke during a request.',
  },
  CALL_TIMEOUT: { family: 'check', summary: 'The session backend did not answer in time.' },
  CALL_SESSION_LOST: { family: 'check', summary: 'A broken session could not be resumed.' },
  CALL_NO_RELAY: { family: 'check', summary: 'The deployment hands out no TURN server of that transport.' },
  CALL_RELAY_FAILED: { family: 'check', summary: 'The TURN server gave no relay address.' },
  CALL_ICE_FAILED: { family: 'check', summary: 'A media connection did not come up.' },
  CALL_NOT_RELAYED: { family: 'check', summary: 'Media did not take the relay it was told to take.' },
  CALL_NO_MEDIA: { family: 'check', summary: 'A participant received nothing from another.' },
  CALL_CROWD: { family: 'check', summary: 'A room of synthetic participants failed.' },
  CALL_LOSS: { family: 'check', summary: 'More packets were lost than allowed.' },
  CALL_GAP: { family: 'check', summary: 'Media paused for longer than allowed.' },
});

export type CallErrorCode = keyof typeof callErrors.codes;
