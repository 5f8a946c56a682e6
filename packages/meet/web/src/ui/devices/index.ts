export { InputSelect, SpeakerSelect } from './device-selects.tsx';
export { LevelMeter } from './level-meter.tsx';
export { TestSound } from './test-sound.tsx';
export { useDeviceLists } from './use-device-lists.ts';
