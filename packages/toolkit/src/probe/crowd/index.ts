export { crowdEvidence, describeEvent, isWhole } from './crowd-evidence.ts';
export { Crowd, type CrowdOptions } from './crowd.ts';
export { cutMs, measureEvent, recordEvent, type EventOptions, type EventRecord } from './event-record.ts';
export { roomWindowSchema, type RoomWindow } from './room-window.ts';
