import { z } from 'zod';
import type { SfuSession } from '../state/index.ts';
import { janusErrors, readStreams } from './janus-message.ts';
import { janusCode } from './janus-socket.ts';
import { ParticipantMedia, type ParticipantMediaDeps } from './participant-media.ts';
import type { Sfu } from './sfu-pool.ts';

/** What the admin API tells about a handle, as far as a claim needs it. */
const handleInfoSchema = z.looseObject({
  info: z.looseObject({
    plugin_specific: z
      .looseObject({ answered: z.boolean().optional(), streams: z.array(z.unknown()).optional() })
      .optional(),
    sdps: z.looseObject({ local: z.string().optional(), remote: z.string().optional() }).optional(),
    webrtc: z.looseObject({ dtls: z.looseObject({ ready: z.boolean().optional() }).optional() }).optional(),
  }),
});
type HandleInfo = z.infer<typeof handleInfoSchema>['info'];

/** @returns undefined for a handle that is no more */
async function handleInfo(
  sfu: Sfu,
  session: number,
  handle: number | null,
  ms: number,
): Promise<HandleInfo | undefined> {
  if (handle === null) return undefined;
  const request = { janus: 'handle_info', session_id: session, handle_id: handle };
  try {
    return handleInfoSchema.parse(await sfu.admin.request(request, { ms })).info;
  } catch (error) {
    if (janusCode(error) === janusErrors.noSuchHandle) return undefined;
    throw error;
  }
}

function isUp(info: HandleInfo | undefined): boolean {
  return info?.webrtc?.dtls?.ready === true;
}

/**
 * What can be gone on with. The earlier owner may still have a request under way, which Janus then carries out later
 * than this look. On a handle whose first negotiation is not over that could be anything, and there is no media to
 * lose: it is given up, and with it whatever comes for it. Only an offer to publish that Janus has taken stays, since
 * the client may have the answer.
 */
function usable(stored: SfuSession, sending: HandleInfo | undefined, receiving: HandleInfo | undefined) {
  return {
    feed: stored.feed,
    publisher: sending?.sdps?.remote === undefined ? null : stored.publisher,
    subscriber: isUp(receiving) ? stored.subscriber : null,
  };
}

/** An offer on a running connection that waits for its answer. */
function openOffer({ plugin_specific: room, sdps }: HandleInfo): string | undefined {
  return room?.answered === false ? sdps?.local : undefined;
}

/**
 * Takes a participant's Janus session over and finds out what happened while nobody owned it: events of that time are
 * lost, so the handles are looked at through the admin API. What is up goes on untouched; an offer on a running
 * connection that nobody answered is sent again. Events wait until `begin` of the result.
 * @throws MEET_SFU_REFUSED, MEET_SFU_UNAVAILABLE: the session is lost
 */
export async function claimMedia(
  deps: ParticipantMediaDeps,
  stored: SfuSession,
  ms: number,
): Promise<ParticipantMedia> {
  const { sfu } = deps;
  const session = await sfu.sessions.claim(stored.session, deps.onGone, ms);
  try {
    const look = (handle: number | null) => handleInfo(sfu, stored.session, handle, ms);
    const [sending, receiving] = await Promise.all([look(stored.publisher), look(stored.subscriber)]);
    const handles = usable(stored, sending, receiving);
    const media = new ParticipantMedia(deps, session, handles);
    media.claimed({ lost: handles.publisher === null && deps.room.published() !== null });
    const offer = sending?.sdps?.remote;
    if (offer !== undefined) media.publisher.adopt({ offer, up: isUp(sending) });
    if (receiving && handles.subscriber !== null) {
      const streams = readStreams(receiving.plugin_specific?.streams);
      media.subscriber.adopt({ streams, open: openOffer(receiving) });
    }
    for (const handle of [stored.publisher, stored.subscriber]) {
      const given = handle === handles.publisher || handle === handles.subscriber;
      if (handle !== null && !given) void session.detach(handle).catch((error) => deps.onError(error));
    }
    return media;
  } catch (error) {
    session.fence();
    throw error;
  }
}
