import { expect, test } from 'vitest';
import { listsOf, newDevice, noDevices, watchDevices } from './device-list.ts';
import type { DeviceLists, DeviceSource } from './device-list.ts';

function info(kind: MediaDeviceKind, deviceId: string, label = deviceId, groupId = '') {
  return { kind, deviceId, label, groupId, toJSON: () => '' };
}

const laptop = [
  info('audioinput', 'default', 'Default'),
  info('audioinput', 'mic', 'Built-in', 'laptop'),
  info('videoinput', 'cam', 'Webcam'),
  info('audiooutput', 'communications', 'Communications'),
  info('audiooutput', 'speaker', 'Speaker', 'laptop'),
];
const headset = [
  info('audioinput', 'mic-2', 'Headset', 'usb'),
  info('audiooutput', 'phones', 'Headset', 'usb'),
];

test('lists what can be chosen, without the names for the system default', () => {
  const lists = listsOf(laptop, true);
  expect(lists.audio).toEqual([{ id: 'mic', label: 'Built-in', group: 'laptop' }]);
  expect(lists.video.map(({ id }) => id)).toEqual(['cam']);
  expect(lists.speakers.map(({ id }) => id)).toEqual(['speaker']);
});

test('lists no speaker where none can be chosen, and nothing that has no name yet', () => {
  expect(listsOf(laptop, false).speakers).toEqual([]);
  expect(listsOf([info('audioinput', '', ''), info('videoinput', 'x', '')], true)).toEqual(noDevices);
});

test('offers a headset with its speaker', () => {
  const offer = newDevice(listsOf(laptop, true), listsOf([...laptop, ...headset], true));
  expect(offer).toMatchObject({ kind: 'audio', device: { id: 'mic-2' }, speaker: { id: 'phones' } });
});

test('offers a camera alone', () => {
  const more = [...laptop, info('videoinput', 'cam-2', 'HD')];
  expect(newDevice(listsOf(laptop, true), listsOf(more, true))).toMatchObject({
    kind: 'video',
    device: { label: 'HD' },
    speaker: null,
  });
});

test('offers nothing at the first look, or when something went', () => {
  expect(newDevice(noDevices, listsOf(laptop, true))).toBeNull();
  expect(newDevice(listsOf([...laptop, ...headset], true), listsOf(laptop, true))).toBeNull();
});

test('looks at the start, at each change, when asked, and not after the end', async () => {
  const events = new EventTarget();
  let present = laptop;
  const source = Object.assign(events, {
    enumerateDevices: async () => present,
  }) as unknown as DeviceSource;
  const seen: DeviceLists[] = [];
  const watch = watchDevices(source, true, (lists) => seen.push(lists));
  await Promise.resolve().then(() => undefined);
  present = [...laptop, ...headset];
  events.dispatchEvent(new Event('devicechange'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen.map(({ audio }) => audio.length)).toEqual([1, 2]);
  watch.refresh();
  await new Promise((resolve) => setTimeout(resolve));
  watch.stop();
  events.dispatchEvent(new Event('devicechange'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(seen).toHaveLength(3);
});

test('a browser that cannot list devices shows none', async () => {
  const seen: DeviceLists[] = [];
  watchDevices(undefined, true, (lists) => seen.push(lists));
  await Promise.resolve();
  expect(seen).toEqual([]);
});
