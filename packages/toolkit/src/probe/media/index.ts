export { resetLateness, tickLateness } from './_ticker.ts';
export { Arrivals, type ArrivalStats } from './arrivals.ts';
export { MediaSource, type MediaPacket, type MediaSink } from './media-source.ts';
export { Reception, type ReceivedStream } from './reception.ts';
