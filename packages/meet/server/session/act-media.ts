import { screenMids, type ClientMessage, type ServerMessage } from '@stoa/protocol';
import { refusal } from '../errors.ts';
import { sendingKinds, type MediaManager } from '../sfu/index.ts';
import { permit } from './moderate.ts';
import type { Member } from './participants.ts';

const mediaTypes = [
  'publish',
  'unpublish',
  'answer',
  'resubscribe',
  'candidate',
  'leg-ready',
  'quality',
] as const;

export type MediaMessage = Extract<ClientMessage, { type: (typeof mediaTypes)[number] }>;

/** Whoever wants to show a screen says so first, and has to be allowed to. @throws MEET_REFUSED */
function refuseScreen({ room, participant }: Member, sdp: string): void {
  const shown = sendingKinds(sdp).some((kind) => kind in screenMids);
  const person = room.state.view.participants.find(({ id }) => id === participant);
  if (!shown || person?.screen === 'sharing') return;
  throw refusal('not-allowed', 'a screen is published only while it is shared: send `screen` first');
}

/**
 * Carries out what concerns a participant's media on the room's SFU, on the leg that the message names.
 * @throws MEET_REFUSED, MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED
 */
export async function actMedia(
  manager: MediaManager,
  member: Member,
  message: MediaMessage,
): Promise<ServerMessage> {
  const { room, participant } = member;
  permit(member, message.type);
  const { placement, move } = room.state;
  if (!placement?.sfu) {
    throw refusal('not-allowed', `this room has no SFU; use signal instead of ${message.type}`);
  }
  if (message.type === 'quality') {
    await manager.want(room, participant, message.wants);
    return { type: 'ack', re: message.id };
  }
  if (message.type === 'leg-ready') {
    const { gapMs } = message;
    const { generation } = member;
    const command = { type: 'switched', participant, generation, leg: message.leg, gapMs } as const;
    return { type: 'ack', re: message.id, version: (await room.execute(command)).view.version };
  }
  const { leg } = message;
  const next = leg === undefined || leg === placement.version ? undefined : leg;
  if (next !== undefined && next !== move?.leg) {
    throw refusal('stale-leg', `leg ${next} is not being prepared`);
  }
  const media = await manager.media(room, participant, next);
  switch (message.type) {
    case 'publish': {
      refuseScreen(member, message.sdp);
      const sdp = await media.publish(message.sdp);
      return { type: 'published', re: message.id, sdp, ...(leg === undefined ? {} : { leg }) };
    }
    case 'unpublish':
      await media.unpublish();
      break;
    case 'answer':
      await media.subscriber.answer(message.negotiation, message.sdp);
      break;
    case 'resubscribe':
      await media.subscriber.resubscribe(message.mode);
      break;
    case 'candidate':
      media.candidate(message);
  }
  return { type: 'ack', re: message.id };
}
