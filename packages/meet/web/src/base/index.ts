export { createStore, type Store, type WritableStore } from './store.ts';
export { randomId, randomRoomName } from './random-id.ts';
export { createSerial } from './serial.ts';
export { safeStorage, type SafeStorage } from './safe-storage.ts';
