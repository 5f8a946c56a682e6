import { screenMids, type PublishedKind, type RemoteStream } from '@stoa/protocol';
import type { JanusStream } from './janus-message.ts';
import type { Feed } from './media-port.ts';

/** A publication, or one stream of it: what VideoRoom's `update` takes. */
export interface StreamRef {
  readonly feed: number;
  /** `mid` at the publisher; absent: all its streams. */
  readonly mid?: string;
}

export interface SubscriptionChanges {
  readonly subscribe: readonly StreamRef[];
  readonly unsubscribe: readonly StreamRef[];
}

/** What a subscribed stream is; undefined: nothing that is used. */
export function kindOf({ type, feed_mid: mid }: JanusStream): PublishedKind | undefined {
  if (type !== 'audio' && type !== 'video') return undefined;
  const screen = `screen-${type}` as const;
  return mid === screenMids[screen] ? screen : type;
}

/** The same as clients get to know it. */
export function remoteKind(kind: PublishedKind): Pick<RemoteStream, 'kind' | 'source'> {
  if (kind === 'screen-video') return { kind: 'video', source: 'screen' };
  if (kind === 'screen-audio') return { kind: 'audio', source: 'screen' };
  return { kind, source: 'camera' };
}

/** What an offer carries, for the client. @param ownerOf participant behind a stream */
export function remoteStreams(
  streams: readonly JanusStream[],
  ownerOf: (stream: JanusStream) => string | undefined,
): RemoteStream[] {
  return streams.flatMap((stream) => {
    const { mid, active } = stream;
    const [participant, kind] = [ownerOf(stream), kindOf(stream)];
    return participant && kind ? [{ mid, participant, ...remoteKind(kind), active: active ?? true }] : [];
  });
}

function isScreen(kind: PublishedKind | undefined): kind is keyof typeof screenMids {
  return kind !== undefined && kind in screenMids;
}

export function isSubscribed(streams: readonly JanusStream[], { feed, mid }: StreamRef): boolean {
  return streams.some((stream) => stream.feed_id === feed && (mid === undefined || stream.feed_mid === mid));
}

/** What of a feed is to be subscribed to: all at once at first, a screen that comes later by itself. */
function missing({ feed, kinds }: Feed, streams: readonly JanusStream[]): StreamRef[] {
  const present = new Set(streams.filter((s) => s.feed_id === feed).map(kindOf));
  const lacking = kinds.filter((kind) => !present.has(kind));
  if (lacking.some((kind) => !isScreen(kind))) return [{ feed }];
  return lacking.flatMap((kind) => (isScreen(kind) ? [{ feed, mid: screenMids[kind] }] : []));
}

/** Streams of feeds that are gone, and screens that are no longer to be seen. */
function superfluous(feeds: readonly Feed[], streams: readonly JanusStream[]): StreamRef[] {
  const kindsOf = new Map(feeds.map(({ feed, kinds }) => [feed, kinds]));
  const gone = new Set<number>();
  const screens: StreamRef[] = [];
  for (const stream of streams) {
    const { feed_id: feed, feed_mid: mid } = stream;
    if (feed === undefined) continue;
    const kind = kindOf(stream);
    const kinds = kindsOf.get(feed);
    if (!kinds) gone.add(feed);
    else if (mid !== undefined && isScreen(kind) && !kinds.includes(kind)) screens.push({ feed, mid });
  }
  return [...[...gone].map((feed) => ({ feed })), ...screens];
}

/** How the subscriptions that there are become what the room publishes. Pure. */
export function changesOf(streams: readonly JanusStream[], feeds: readonly Feed[]): SubscriptionChanges {
  return {
    subscribe: feeds.flatMap((feed) => missing(feed, streams)),
    unsubscribe: superfluous(feeds, streams),
  };
}
