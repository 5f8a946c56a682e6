import { decodeChannel, encodeChannel } from './_channels.ts';
import { dataFrame, frameReader, streamOpener } from './_spdy.ts';

export type WireEvent =
  | { readonly type: 'data'; readonly data: Uint8Array }
  /** The pod's side sends nothing more; whether that is for a failure may still have to come. */
  | { readonly type: 'end' }
  /** No failure will be told any more. */
  | { readonly type: 'settled' }
  | { readonly type: 'failure'; readonly message: string }
  | { readonly type: 'reply'; readonly message: Uint8Array };

/** How one forwarded connection is put into the messages of a WebSocket. */
export interface ForwardWire {
  readonly hello: readonly Uint8Array[];
  readonly encode: (data: Uint8Array) => Uint8Array;
  /** Says that our side sends nothing more; undefined where that cannot be said. */
  readonly end: Uint8Array | undefined;
  readonly decode: (message: Uint8Array) => WireEvent[];
  /** The end of the WebSocket is the end of the data. */
  readonly endsWithSocket: boolean;
}

/** KEP-4006; on by default since Kubernetes 1.31. Ends are told for each direction. */
export const tunnelProtocol = 'SPDY/3.1+portforward.k8s.io';
/** What kubelets took over WebSockets before: one end for both directions. */
export const channelForwardProtocol = 'v4.channel.k8s.io';

export function forwardWire(protocol: string | undefined, port: number): ForwardWire {
  return protocol === tunnelProtocol ? tunnelWire(port) : channelWire();
}

/** An error stream and a data stream, which belong together by their `requestid`. Clients have the odd numbers. */
function tunnelWire(port: number): ForwardWire {
  const errors = 1;
  const data = 3;
  const open = streamOpener();
  const read = frameReader();
  const headers = (streamtype: string) => ({ streamtype, port: String(port), requestid: '0' });
  let complaint = '';
  const decode = (message: Uint8Array) =>
    read(message).flatMap((frame): WireEvent[] => {
      if (frame.type === 'ping') return [{ type: 'reply', message: frame.frame }];
      if (frame.type === 'reset') return [{ type: 'failure', message: complaint || 'the stream was reset' }];
      if (frame.type !== 'data') return [];
      if (frame.stream === errors) {
        complaint += Buffer.from(frame.data).toString('utf8');
        if (!frame.last) return [];
        return [complaint ? { type: 'failure', message: complaint } : { type: 'settled' }];
      }
      const events: WireEvent[] = [];
      if (frame.data.length > 0) events.push({ type: 'data', data: frame.data });
      if (frame.last) events.push({ type: 'end' });
      return events;
    });
  return {
    hello: [
      open(errors, headers('error')),
      dataFrame(errors, new Uint8Array(), true),
      open(data, headers('data')),
    ],
    encode: (bytes) => dataFrame(data, bytes, false),
    end: dataFrame(data, new Uint8Array(), true),
    decode,
    endsWithSocket: false,
  };
}

/** Channel 0 is data, 1 errors; the first message on each is the port again, in two bytes. */
function channelWire(): ForwardWire {
  const begun = new Set<number>();
  const decode = (message: Uint8Array): WireEvent[] => {
    const part = decodeChannel(message);
    if (!part) return [];
    const bytes = begun.has(part.channel) ? part.data : part.data.subarray(2);
    begun.add(part.channel);
    if (bytes.length === 0) return [];
    if (part.channel === 0) return [{ type: 'data', data: bytes }];
    return [{ type: 'failure', message: Buffer.from(bytes).toString('utf8') }];
  };
  return {
    hello: [],
    encode: (bytes) => encodeChannel(0, bytes),
    end: undefined,
    decode,
    endsWithSocket: true,
  };
}
