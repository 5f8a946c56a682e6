import { screenMids, type ParticipantView, type PublishedKind } from '@stoa/protocol';
import type { Room } from '../rooms/index.ts';
import type { Actor } from '../state/index.ts';
import type { Feed, MediaRoom } from './media-port.ts';
import { videoRoomNumber } from './sfu-pool.ts';

/** Feeds of a leg are subscribed to together once all are there, or after this time with those that are. */
const gatherMs = 1_500;

/**
 * The room as one participant's media sees it. `actor.generation` is read at each command: it may rise.
 * With `leg`: as it looks on the leg that is being prepared, until the room has switched to it.
 */
export function mediaRoom(room: Room, actor: Actor, maxPublishers: number, leg?: number): MediaRoom {
  const { participant } = actor;
  const by = () => ({ participant, generation: actor.generation, leg: preparing() });
  const preparing = () => (leg !== undefined && room.state.move?.leg === leg ? leg : undefined);
  const gathered = legFeeds(room, participant);
  return {
    id: room.id,
    maxPublishers,
    place: () => {
      const { placement, move } = room.state;
      const next = preparing();
      if (move && next !== undefined) return { sfu: move.sfu, videoRoom: videoRoomNumber(room.id, next) };
      if (!placement?.sfu) return null;
      return { sfu: placement.sfu, videoRoom: videoRoomNumber(room.id, placement.version) };
    },
    feeds: () => (preparing() === undefined ? presentFeeds(room, participant) : gathered()),
    published: () => {
      const seat = room.state.seats[participant];
      const next = preparing() !== undefined;
      const feed = (next ? seat?.next?.feed : seat?.feed) ?? null;
      const present = room.state.view.participants.find((p) => p.id === participant)?.published;
      const kinds = (next ? seat?.next?.kinds : present) ?? [];
      return feed === null ? null : { feed, kinds };
    },
    silenced: () => room.state.view.participants.find((p) => p.id === participant)?.silenced ?? false,
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

/** A screen that was stopped is no longer received, whatever its client does. */
function shown(kinds: readonly PublishedKind[], { screen }: ParticipantView): PublishedKind[] {
  return kinds.filter((kind) => screen === 'sharing' || !(kind in screenMids));
}

function presentFeeds({ state }: Room, participant: string): Feed[] {
  return state.view.participants.flatMap((person) => {
    const { id, published } = person;
    const feed = state.seats[id]?.feed ?? null;
    if (id === participant || feed === null || published.length === 0) return [];
    return [{ feed, participant: id, kinds: shown(published, person) }];
  });
}

/** Feeds on the leg that is being prepared: one negotiation for all of them is smoother than one for each. */
function legFeeds(room: Room, participant: string): () => Feed[] {
  const since = performance.now();
  let complete = false;
  return () => {
    const { seats, view } = room.state;
    const others = view.participants.filter(({ id }) => id !== participant);
    const feedsOf = (person: ParticipantView): Feed[] => {
      const { feed = null, kinds = [] } = seats[person.id]?.next ?? {};
      if (feed === null || kinds.length === 0) return [];
      return [{ feed, participant: person.id, kinds: shown(kinds, person) }];
    };
    const expected = others.filter(({ published }) => published.length > 0);
    complete ||=
      expected.every((person) => feedsOf(person).length > 0) || performance.now() - since > gatherMs;
    return complete ? others.flatMap(feedsOf) : [];
  };
}
