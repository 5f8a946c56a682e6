import type { Room } from '../rooms/index.ts';
import type { Actor } from '../state/index.ts';
import type { MediaRoom } from './media-port.ts';
import { videoRoomNumber } from './sfu-pool.ts';

/** The room as one participant's media sees it. `actor.generation` is read at each command: it may rise. */
export function mediaRoom(room: Room, actor: Actor, maxPublishers: number): MediaRoom {
  const { participant } = actor;
  const by = () => ({ participant, generation: actor.generation });
  return {
    maxPublishers,
    place: () => {
      const { placement } = room.state;
      if (!placement?.sfu) return null;
      return { sfu: placement.sfu, videoRoom: videoRoomNumber(room.id, placement.version) };
    },
    feeds: () =>
      room.state.view.participants.flatMap(({ id, published }) => {
        const feed = room.state.seats[id]?.feed ?? null;
        return id === participant || feed === null || published.length === 0
          ? []
          : [{ feed, participant: id, kinds: published }];
      }),
    published: () => {
      const feed = room.state.seats[participant]?.feed ?? null;
      const kinds = room.state.view.participants.find((p) => p.id === participant)?.published ?? [];
      return feed === null ? null : { feed, kinds };
    },
    silenced: () => room.state.seats[participant]?.silenced ?? false,
    storeSession: async (session) => {
      await room.execute({ type: 'session', ...by(), session });
    },
    storePublished: async (feed, kinds) => {
      await room.execute({ type: 'published', ...by(), feed, kinds });
    },
    storeUnpublished: async () => {
      await room.execute({ type: 'unpublished', ...by() });
    },
  };
}
