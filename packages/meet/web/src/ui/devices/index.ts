export { DeviceMenu } from './device-menu.tsx';
export { DeviceNotices } from './device-notices.tsx';
export { InputSelect, SpeakerSelect } from './device-selects.tsx';
export { LevelMeter } from './level-meter.tsx';
export { TestSound } from './test-sound.tsx';
export { useDeviceLists } from './use-device-lists.ts';
