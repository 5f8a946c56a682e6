import { defineErrors } from '../base/index.ts';

/** Every code of turn/: thrown by the client, or named by a finding of the check (same codes, same meaning). */
export const turnErrors = defineErrors({
  TURN_URL_INVALID: { family: 'usage', summary: 'A text is no STUN or TURN URL (RFC 7064, RFC 7065).' },
  TURN_OPTION_INVALID: { family: 'usage', summary: 'An option of the TURN check makes no sense.' },
  TURN_SECRET_EMPTY: { family: 'usage', summary: 'The shared secret of the TURN server is empty.' },
  TURN_SECRET_SHORT: { family: 'usage', summary: 'The shared secret is short enough to be guessed.' },
  TURN_USER_INVALID: { family: 'usage', summary: 'A user name cannot be used in TURN credentials.' },
  TURN_TTL_INVALID: {
    family: 'usage',
    summary: 'The lifetime of credentials is no number of seconds, or too long.',
  },
  TURN_EXPIRY_OVERFLOW: {
    family: 'usage',
    summary: 'Credentials expire later than 32 bits of seconds can say; servers read that as the past.',
  },

  TURN_NAME_NOT_RESOLVED: { family: 'check', summary: "The server's name has no address." },
  TURN_PORT_CLOSED: { family: 'check', summary: 'The host answers, but nothing listens on the port.' },
  TURN_FILTERED: { family: 'check', summary: 'Nothing answers: packets are dropped on the way.' },
  TURN_UNREACHABLE: { family: 'check', summary: 'There is no route to the server.' },
  TURN_NOT_TURN: { family: 'check', summary: 'What answers on the port does not speak STUN.' },
  TURN_CONNECTION_LOST: { family: 'check', summary: 'The server closed the connection.' },
  TURN_TLS_UNTRUSTED: { family: 'check', summary: "The certificate's chain does not end in a trusted CA." },
  TURN_TLS_EXPIRED: { family: 'check', summary: 'The certificate has expired.' },
  TURN_TLS_NOT_YET_VALID: { family: 'check', summary: 'The certificate is not valid yet.' },
  TURN_TLS_EXPIRES_SOON: { family: 'check', summary: 'The certificate expires within days.' },
  TURN_TLS_WRONG_NAME: { family: 'check', summary: 'The certificate is for other names.' },
  TURN_TLS_FAILED: { family: 'check', summary: 'The TLS handshake failed.' },

  TURN_UNAUTHORIZED: { family: 'check', summary: '401: the server refuses the credentials.' },
  TURN_WRONG_SECRET: {
    family: 'check',
    summary: '401: signed with a secret or password the server does not have.',
  },
  TURN_CREDENTIALS_EXPIRED: { family: 'check', summary: '401: the time in the user name is over.' },
  TURN_CLOCK_SKEW: { family: 'check', summary: "The server's clock and ours disagree." },
  TURN_REALM_MISSING: { family: 'check', summary: 'The server asks for credentials without naming a realm.' },
  TURN_REALM_DIFFERENT: { family: 'check', summary: 'The server has another realm than expected.' },
  TURN_STALE_NONCE: { family: 'check', summary: '438 again and again: every nonce is stale at once.' },
  TURN_FORBIDDEN_PEER: { family: 'check', summary: '403: the server does not relay to this peer.' },
  TURN_ALLOCATION_MISMATCH: {
    family: 'check',
    summary: '437: the server has another, or no, allocation for us.',
  },
  TURN_QUOTA: { family: 'check', summary: '486: the allocation quota is used up.' },
  TURN_OUT_OF_PORTS: { family: 'check', summary: '508: the server has no relay port left.' },
  TURN_ALTERNATE_SERVER: { family: 'check', summary: '300: the server sends clients to another one.' },
  TURN_REFUSED: { family: 'check', summary: 'The server refuses a request with some other error.' },
  TURN_RESPONSE_UNVERIFIED: { family: 'check', summary: 'Answers are not signed with our key.' },

  TURN_RELAY_PRIVATE: {
    family: 'check',
    summary: 'The relayed address is private though the server is public.',
  },
  TURN_RELAY_RANGE_CLOSED: {
    family: 'check',
    summary: 'Peers that speak first do not reach the relay ports.',
  },
  TURN_NO_ECHO: { family: 'check', summary: 'The relay carries no packets.' },
  TURN_ONE_WAY_RELAY: { family: 'check', summary: 'The relay carries packets in one direction only.' },
  TURN_PACKET_LOSS: { family: 'check', summary: 'The relay loses packets.' },
  TURN_OPEN_RELAY: { family: 'check', summary: 'The server relays into private or loopback networks.' },
  TURN_EMPTY_SECRET: {
    family: 'check',
    summary: 'The server accepts credentials signed with an empty secret.',
  },
  TURN_NO_AUTHENTICATION: { family: 'check', summary: 'The server gives allocations without credentials.' },
});

export type TurnCode = keyof typeof turnErrors.codes;
