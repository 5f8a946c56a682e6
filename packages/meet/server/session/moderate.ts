import type { Capability, ClientMessage } from '@stoa/protocol';
import { refusal } from '../errors.ts';
import type { Member } from './participants.ts';
import type { Notices } from './notices.ts';
import { hashPasscode } from './passcode.ts';

const moderationTypes = [
  'hand',
  'reaction',
  'chat-delete',
  'admit',
  'deny',
  'kick',
  'mute',
  'mute-all',
  'ask-unmute',
  'set-role',
  'lock',
  'waiting-room',
  'passcode',
  'end-room',
  'screen',
  'screen-request',
  'screen-allow',
  'screen-deny',
  'screen-policy',
] as const;

export type ModerationMessage = Extract<ClientMessage, { type: (typeof moderationTypes)[number] }>;

const known: ReadonlySet<string> = new Set(moderationTypes);

export function isModeration(message: ClientMessage): message is ModerationMessage {
  return known.has(message.type);
}

/** Asks the capability table about something that leaves no trace in the log. @throws MEET_REFUSED */
export function permit(
  { room, participant, generation }: Member,
  capability: Capability,
  target?: string,
): void {
  const asked = { type: 'permit', participant, generation, capability } as const;
  const decision = room.preview(target === undefined ? asked : { ...asked, target });
  if (!decision.ok) throw refusal(decision.code, decision.message);
}

/**
 * Carries out a command about roles, hands or order. Who gives it is known from the connection alone.
 * @returns the version that has the effect; undefined where the log is not concerned
 * @throws MEET_REFUSED, MEET_LOG_UNAVAILABLE
 */
export async function moderate(
  notices: Notices,
  member: Member,
  message: ModerationMessage,
): Promise<number | undefined> {
  const { room, participant, generation } = member;
  const actor = { participant, generation };
  switch (message.type) {
    case 'reaction':
      permit(member, 'reaction');
      await notices.send(room, participant, null, {
        type: 'reaction',
        from: participant,
        reaction: message.reaction,
      });
      return undefined;
    case 'ask-unmute':
      permit(member, 'ask-unmute', message.target);
      await notices.send(room, participant, message.target, { type: 'unmute-asked', by: participant });
      return undefined;
    case 'passcode': {
      // Hashing costs: only for those who may.
      permit(member, 'passcode');
      const passcode = message.passcode === null ? null : await hashPasscode(message.passcode);
      return (await room.execute({ type: 'passcode', passcode, ...actor })).view.version;
    }
    default:
      return (await room.execute({ ...message, ...actor })).view.version;
  }
}
