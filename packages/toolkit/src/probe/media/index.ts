export { resetLateness, tickLateness } from './_ticker.ts';
export type { ArrivalStats } from './arrivals.ts';
export { MediaSource, type MediaSink } from './media-source.ts';
export { Reception } from './reception.ts';
