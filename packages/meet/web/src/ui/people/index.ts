export { Desk } from './desk.ts';
export { PeopleButton } from './people-button.tsx';
export { PeoplePanel } from './people-panel.tsx';
export { RoomMarks } from './room-settings.tsx';
export { Hands, TileMarks } from './tile-marks.tsx';
export { useDesk } from './use-desk.ts';
