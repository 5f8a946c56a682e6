import { expect, test } from 'vitest';
import { defaultSettings } from '../settings/index.ts';
import { constraintsOf } from './constraints.ts';

const chosen = { ...defaultSettings, microphone: 'mic-2', camera: 'cam-2' };

test('without a choice the browser decides which device', () => {
  expect(constraintsOf('audio', defaultSettings)).toEqual({
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  });
  expect(constraintsOf('video', defaultSettings)).not.toHaveProperty('deviceId');
});

test('a device that is remembered or named is asked for exactly', () => {
  expect(constraintsOf('audio', chosen)).toMatchObject({ deviceId: { exact: 'mic-2' } });
  expect(constraintsOf('video', chosen)).toMatchObject({ deviceId: { exact: 'cam-2' } });
  expect(constraintsOf('video', chosen, { device: 'cam-1' })).toMatchObject({ deviceId: { exact: 'cam-1' } });
  expect(constraintsOf('audio', chosen, { device: '' })).not.toHaveProperty('deviceId');
});

test('turning a phone asks for the facing and for no device', () => {
  const constraints = constraintsOf('video', chosen, { facing: 'environment' });
  expect(constraints).toMatchObject({ facingMode: { exact: 'environment' } });
  expect(constraints).not.toHaveProperty('deviceId');
});

test('processing follows the settings', () => {
  expect(constraintsOf('audio', { ...chosen, noiseSuppression: false })).toMatchObject({
    echoCancellation: true,
    noiseSuppression: false,
  });
});
