import { z } from 'zod';
import type { SfuSession } from '../state/index.ts';
import { readStreams } from './janus-message.ts';
import { ParticipantMedia, type ParticipantMediaDeps } from './participant-media.ts';
import type { Sfu } from './sfu-pool.ts';

const handleInfoSchema = z.looseObject({
  info: z.looseObject({
    plugin_specific: z.record(z.string(), z.unknown()).optional(),
    webrtc: z.record(z.string(), z.unknown()).optional(),
  }),
});
type HandleInfo = z.infer<typeof handleInfoSchema>['info'];

async function handleInfo(sfu: Sfu, session: number, handle: number, ms: number): Promise<HandleInfo> {
  const request = { janus: 'handle_info', session_id: session, handle_id: handle };
  return handleInfoSchema.parse(await sfu.admin.request(request, { ms })).info;
}

/**
 * Takes a participant's Janus session over and finds out what happened while nobody owned it: events of that time are
 * lost, so the handles are looked at through the admin API.
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
    if (stored.publisher !== null) {
      await handleInfo(sfu, stored.session, stored.publisher, ms);
    }
    if (stored.subscriber !== null) {
      const info = await handleInfo(sfu, stored.session, stored.subscriber, ms);
      media.subscriber.adopt(readStreams(info.plugin_specific?.['streams']), undefined);
    }
    return media;
  } catch (error) {
    media.fence();
    throw error;
  }
}
