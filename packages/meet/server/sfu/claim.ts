import { z } from 'zod';
import type { SfuSession } from '../state/index.ts';
import { readStreams } from './janus-message.ts';
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

async function handleInfo(sfu: Sfu, session: number, handle: number, ms: number): Promise<HandleInfo> {
  const request = { janus: 'handle_info', session_id: session, handle_id: handle };
  return handleInfoSchema.parse(await sfu.admin.request(request, { ms })).info;
}

/**
 * Takes a participant's Janus session over and finds out what happened while nobody owned it: events of that time are
 * lost, so the handles are looked at through the admin API, and an offer that nobody answered is sent again.
 * @throws MEET_SFU_REFUSED, MEET_SFU_UNAVAILABLE: the session is lost
 */
export async function claimMedia(
  deps: ParticipantMediaDeps,
  stored: SfuSession,
  ms: number,
): Promise<ParticipantMedia> {
  const { sfu } = deps;
  const session = await sfu.sessions.claim(stored.session, deps.onGone, ms);
  const media = new ParticipantMedia(deps, session, stored);
  try {
    const look = async (handle: number | null) =>
      handle === null ? undefined : handleInfo(sfu, stored.session, handle, ms);
    const [sending, receiving] = await Promise.all([look(stored.publisher), look(stored.subscriber)]);
    if (sending) media.publisher.adopt(sending.sdps?.remote, sending.webrtc?.dtls?.ready === true);
    if (receiving) {
      const offered = receiving.sdps?.local;
      const unanswered = offered !== undefined && receiving.plugin_specific?.answered === false;
      media.subscriber.adopt({
        streams: readStreams(receiving.plugin_specific?.streams),
        offered: offered !== undefined,
        answered: receiving.sdps?.remote !== undefined,
        open: unanswered ? offered : undefined,
      });
    }
    return media;
  } catch (error) {
    media.fence();
    throw error;
  }
}
