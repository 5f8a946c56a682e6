import { z } from 'zod';
import { commandId } from './ids.ts';

/** Name of a relay (TURN server) in the platform's configuration: `relay-0`. */
const relay = z.string().min(1).max(64);

export const relayMessages = [
  /**
   * After `relay-move`: what this client's media uses by now was gathered without that relay. Sent once, when it is
   * so for all its connections; answered by `ack`.
   */
  z.strictObject({ type: z.literal('relay-moved'), id: commandId, relay }),
] as const;

/** @param iceServer schema of one entry of RTCConfiguration.iceServers */
export function relayNotices<T extends z.ZodType>(iceServer: T) {
  return [
    /**
     * A relay is going: use `iceServers` from now on, and restart ICE on every connection. Media goes on over the old
     * relay until the new path is chosen; then say `relay-moved`.
     */
    z.object({
      type: z.literal('relay-move'),
      /** The one that goes. */
      relay,
      iceServers: z.array(iceServer),
      /** As `iceServersExpireAt` of the welcome. */
      expireAt: z.int().nullable(),
      /** Milliseconds from now after which the relay may be gone. */
      withinMs: z.int().nonnegative(),
    }),
  ] as const;
}
