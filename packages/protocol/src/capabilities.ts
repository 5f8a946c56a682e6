import type { ClientMessage } from './messages.ts';
import type { Role } from './roles.ts';

/** What somebody in a room may ask for: every message but `hello`, which comes before there is a role. */
export type Capability = Exclude<ClientMessage['type'], 'hello'>;

const everybody = ['host', 'cohost', 'participant', 'waiting'] as const;
const members = ['host', 'cohost', 'participant'] as const;
const moderators = ['host', 'cohost'] as const;
const hostOnly = ['host'] as const;

/**
 * Who may do what; a pair that is not here is refused. Moderation of a person moreover needs a higher role than
 * theirs, and deleting somebody else's message a moderator: see the session backend's rules.
 */
export const capabilities: Readonly<Record<Capability, readonly Role[]>> = {
  leave: everybody,
  ping: everybody,
  sync: everybody,
  media: everybody,
  chat: members,
  publish: members,
  unpublish: members,
  answer: members,
  resubscribe: members,
  candidate: members,
  'leg-ready': members,
  'relay-moved': members,
  signal: members,
  'ice-servers': members,
  report: members,
  quality: members,
  hand: members,
  reaction: members,
  'chat-delete': members,
  screen: members,
  'screen-request': members,
  'screen-allow': moderators,
  'screen-deny': moderators,
  'screen-policy': moderators,
  admit: moderators,
  deny: moderators,
  kick: moderators,
  mute: moderators,
  'mute-all': moderators,
  'ask-unmute': moderators,
  lock: moderators,
  'waiting-room': moderators,
  'set-role': hostOnly,
  passcode: hostOnly,
  'end-room': hostOnly,
};

/** Deny by default: also for names that are not in the table. */
export function allows(role: Role, capability: Capability): boolean {
  return Object.hasOwn(capabilities, capability) && capabilities[capability].includes(role);
}
